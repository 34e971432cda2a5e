import { NetworkBuilder, type Value } from '../../src/generator/network-builder.ts'
import type { QuantisationScheme } from '../../src/generator/quantise.ts'
import type { Network, Operator } from '../../src/model/network.ts'

/** A network around an operator under test, and that operator, which is the last. */
export interface OneOperator {
  readonly network: Network
  readonly operator: Operator
}

/** Builds a small network from one input. */
export function oneOperator(
  shape: readonly number[],
  make: (builder: NetworkBuilder, input: Value) => Value,
  quantisation: QuantisationScheme = 'int8',
): OneOperator {
  const builder = new NetworkBuilder({ quantisation, seed: 1 })
  const network = builder.build(make(builder, builder.input('input', shape)))
  const operator = network.operators.at(-1)
  if (operator === undefined) throw new Error('the network has no operator')
  return { network, operator }
}
