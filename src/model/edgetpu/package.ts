import { PreciousError } from '../../errors.ts'
import { corrupt } from '../flatbuffer/corrupt.ts'
import { FlatBufferView } from '../flatbuffer/view.ts'
import type { WorkBudget } from '../flatbuffer/work-budget.ts'
import { type Program, readProgram } from './program.ts'
import { multiExecutablePrograms, PackageField, packageIdentifier } from './schema.ts'

/** What the Edge TPU compiler made of a model, as the driver registers it. */
export interface Package {
  /** Oldest runtime that can run it: 10 to 14 so far. */
  readonly minRuntimeVersion: number
  /** Nearly always the bare `cl/`, so that it does not tell the compiler's release. */
  readonly compilerVersion: string | undefined
  readonly keypairVersion: number
  readonly signature: Uint8Array | undefined
  /** 0 where it runs on a single chip. */
  readonly virtualChipId: number
  readonly modelIdentifier: string | undefined
  /** One to three, in the order of the file. */
  readonly programs: readonly Program[]
}

/** A package has at most one program of each type (libedgetpu, `driver/package_registry.cc`). */
const mostPrograms = 3

/**
 * Reads a package. Parameters, instructions and the signature are views on it.
 * @param budget that of the whole file, as programs may lie in one another's bytes
 * @throws PreciousError `model/corrupt`, or `model/unsupported` where it has another format or is for several chips
 */
export function readPackage(bytes: Uint8Array, budget: WorkBudget): Package {
  const file = new FlatBufferView(bytes, { name: 'Edge TPU package', budget })
  if (file.identifier !== packageIdentifier) {
    throw new PreciousError('model/unsupported', {
      what: `the Edge TPU package in the model does not have the identifier "${packageIdentifier}"`,
      hint: 'Compile the model again with a current Edge TPU compiler; the file may also be damaged',
    })
  }
  const root = file.root()
  const virtualChipId = root.int32(PackageField.virtualChipId)
  if (virtualChipId !== 0 || root.count(PackageField.multiChipPackage) > 0) {
    throw new PreciousError('model/unsupported', {
      what: 'the model is compiled for several Edge TPUs that work together',
      hint: 'Compile it for a single Edge TPU',
    })
  }
  const multiExecutable = root.bytes(PackageField.multiExecutable)
  if (multiExecutable === undefined) throw corrupt('its Edge TPU package has no programs')
  return {
    minRuntimeVersion: root.int32(PackageField.minRuntimeVersion),
    compilerVersion: root.string(PackageField.compilerVersion),
    keypairVersion: root.int32(PackageField.keypairVersion),
    signature: root.bytes(PackageField.signature),
    virtualChipId,
    modelIdentifier: root.string(PackageField.modelIdentifier),
    programs: readPrograms(multiExecutable, budget),
  }
}

function readPrograms(bytes: Uint8Array, budget: WorkBudget): Program[] {
  const root = new FlatBufferView(bytes, { name: 'list of Edge TPU programs', budget }).root()
  const count = root.count(multiExecutablePrograms)
  if (count === 0 || count > mostPrograms) throw corrupt(`its Edge TPU package has ${count} programs`)
  return (root.byteVectors(multiExecutablePrograms) ?? []).map((program) => readProgram(program, budget))
}
