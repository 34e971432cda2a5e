import type { Network } from '../model/network.ts'

/**
 * Whether a compiled network can be what the compiler made of a plain one: inputs and outputs keep their names, types
 * and shapes. Two plain networks that agree in these cannot be told apart by it.
 */
export function isPartner(plain: Network, compiled: Network): boolean {
  return (
    isSameBorder(bordersOf(plain, plain.inputs), bordersOf(compiled, compiled.inputs)) &&
    isSameBorder(bordersOf(plain, plain.outputs), bordersOf(compiled, compiled.outputs))
  )
}

function bordersOf({ tensors }: Network, indices: readonly number[]): readonly string[] {
  return indices.map((index) => {
    const { name, type, shape } = tensors[index] ?? {}
    return JSON.stringify([name, type, shape])
  })
}

function isSameBorder(a: readonly string[], b: readonly string[]): boolean {
  return a.length === b.length && a.every((text, place) => text === b[place])
}
