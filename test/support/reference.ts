import type { ArchitectureChoices } from '../../src/generator/architectures/architecture.ts'
import { referenceArchitectures } from '../../src/generator/architectures/reference.ts'
import type { Network } from '../../src/model/network.ts'

/** A reference architecture by its name, as published but for the choices that are given. */
export function buildReference(name: string, choices: Partial<ArchitectureChoices> = {}): Network {
  const architecture = referenceArchitectures.find((candidate) => candidate.name === name)
  if (architecture === undefined) throw new RangeError(`no reference architecture is called ${name}`)
  return architecture.build({ ...architecture.defaults, seed: 1, ...choices })
}

export function shapesOf({ tensors }: Network, indices: readonly number[]): unknown[] {
  return indices.map((index) => tensors[index]?.shape)
}
