import { type RandomNetwork, randomNetworks } from '../../src/generator/sampling/random-networks.ts'
import { resolveSpace } from '../../src/generator/sampling/resolve-space.ts'
import { defaultSpace, type Space } from '../../src/generator/sampling/space.ts'
import type { UserSpace } from '../../src/generator/sampling/space-schema.ts'

/** The first networks of a seed. */
export function firstNetworks(count: number, seed: number, space: Space = defaultSpace): readonly RandomNetwork[] {
  const networks: RandomNetwork[] = []
  for (const network of randomNetworks(space, seed)) {
    networks.push(network)
    if (networks.length === count) break
  }
  return networks
}

/** A space whose networks are drawn, written and run in no time. */
export function smallSpace(changes: UserSpace = {}): Space {
  return resolveSpace(
    {
      ranges: {
        macs: [50_000, 20_000_000],
        parameterBytes: [4_000, 500_000],
        activationBytes: [2_000, 300_000],
        depth: [5, 40],
        inputBytes: [256, 30_000],
      },
      limits: { macs: 40_000_000, parameterBytes: 1_000_000, activationBytes: 600_000 },
      onChipLimit: { share: 0 },
      ...changes,
    },
    'small.json',
  )
}
