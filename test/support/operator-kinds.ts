import type { Network } from '../../src/model/network.ts'

/** How many operators of each kind a network has. */
export function operatorsByKind({ operators }: Network): Readonly<Record<string, number>> {
  const counts = new Map<string, number>()
  for (const { kind } of operators) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  return Object.fromEntries(counts)
}

/** Height, width and channels of the results of one kind of operator, runs of equal ones once. */
export function resultSizes({ operators, tensors }: Network, kind: string): string[] {
  return operators
    .filter((operator) => operator.kind === kind)
    .flatMap(({ outputs }) => outputs.map((index) => tensors[index]?.shape.slice(1).join('x') ?? ''))
    .filter((size, index, sizes) => size !== sizes[index - 1])
}
