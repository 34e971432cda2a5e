import type { Network } from '../../src/model/network.ts'

export interface OperatorStructure {
  readonly kind: string
  readonly version: number
  readonly options: unknown
  readonly inputs: readonly unknown[]
  readonly outputs: readonly unknown[]
}

/** What a network consists of, without names and values. */
export function structureOf({ tensors, operators }: Network): OperatorStructure[] {
  const tensor = (index: number): unknown => {
    const found = tensors[index]
    return { shape: found?.shape, type: found?.type, isConstant: found?.constant !== undefined }
  }
  return operators.map(({ kind, version, options, inputs, outputs }) => {
    return { kind, version, options, inputs: inputs.map(tensor), outputs: outputs.map(tensor) }
  })
}
