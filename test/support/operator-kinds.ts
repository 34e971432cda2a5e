import type { Network } from '../../src/model/network.ts'

/** How many operators of each kind a network has. */
export function operatorKindsOf({ operators }: Network): Readonly<Record<string, number>> {
  const counts: Record<string, number> = {}
  for (const { kind } of operators) counts[kind] = (counts[kind] ?? 0) + 1
  return counts
}
