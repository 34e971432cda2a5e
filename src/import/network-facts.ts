import { analyse } from '../analysis/analyse.ts'
import type { Properties } from '../analysis/properties.ts'
import { networkHash } from '../measurement/network-hash.ts'
import type { Network } from '../model/network.ts'

/** What a row of a dataset keeps of a network. */
export interface NetworkFacts {
  readonly hash: string
  readonly properties: Properties
}

/** Undefined for a compiled model that cannot be read to its end. */
export function factsOf(network: Network): NetworkFacts | undefined {
  const { properties } = analyse(network)
  return properties === undefined ? undefined : { hash: networkHash(network), properties }
}
