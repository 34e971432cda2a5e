import type { Constant, Network } from '../../src/model/network.ts'

/** The network with its larger blocks of bytes as text, which is compared much faster. */
export function comparable(network: Network): unknown {
  const subgraphs = network.subgraphs.map((graph) => ({
    ...graph,
    tensors: graph.tensors.map((tensor) => ({ ...tensor, constant: comparableConstant(tensor.constant) })),
    operators: graph.operators.map((operator) => ({ ...operator, customOptions: textOf(operator.customOptions) })),
  }))
  const metadata = network.metadata.map(({ name, bytes }) => ({ name, bytes: textOf(bytes) }))
  return { ...network, ...subgraphs[0], subgraphs, metadata }
}

function comparableConstant(constant: Constant | undefined): unknown {
  return constant?.kind === 'inline' ? textOf(constant.bytes) : constant
}

function textOf(bytes: Uint8Array | undefined): string | undefined {
  return bytes && Buffer.from(bytes).toString('base64')
}
