import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { narrowHidden, narrowLayer, planWidths } from '../../src/advice/narrow.ts'
import { advise } from '../../src/advice/advise.ts'
import { inputImageOf, resizeInput, resizeResult } from '../../src/advice/resize.ts'
import type { Transformation } from '../../src/advice/transformation.ts'
import { analyse } from '../../src/analysis/analyse.ts'
import { loadNetwork } from '../../src/model/load.ts'
import type { Network, Tensor } from '../../src/model/network.ts'
import { writeNetwork } from '../../src/model/tflite/write.ts'
import { arbitraryArchitecture } from '../support/arbitrary-architecture.ts'
import { arbitraryNetwork } from '../support/arbitrary-network.ts'
import { runModel } from '../support/tflite-runtime.ts'

/** Every transformation of a network to some smaller one. */
function transformed(network: Network, share: number, size: number): Transformation[] {
  const plan = planWidths(network)
  const { height = size, width = size } = inputImageOf(network) ?? {}
  return [
    narrowHidden(plan, share),
    ...network.operators.map((_, index) => narrowLayer(plan, index, 8)),
    resizeInput(network, { height: Math.min(size, height), width: Math.min(size, width) }),
    ...network.operators.flatMap(({ kind }, index) =>
      kind.startsWith('RESIZE') ? [resizeResult(network, index, { height: 1, width: 1 })] : [],
    ),
  ]
}

describe('a transformation of any network', () => {
  it('says what stands in its way, or gives one of the same operators and no larger constants', () => {
    fc.assert(
      fc.property(
        arbitraryNetwork,
        fc.integer({ min: 1, max: 99 }),
        fc.integer({ min: 1, max: 3 }),
        (network, share, size) => {
          for (const transformation of transformed(network, share, size)) expectSound(network, transformation)
        },
      ),
      { numRuns: 300 },
    )
  })

  it('does so for networks as people make them, with operators between that nobody knows', () => {
    fc.assert(
      fc.property(
        arbitraryArchitecture({ hasUnknown: true }),
        fc.integer({ min: 1, max: 99 }),
        fc.integer({ min: 3, max: 11 }),
        (network, share, size) => {
          for (const transformation of transformed(network, share, size)) expectSound(network, transformation)
        },
      ),
      { numRuns: 150 },
    )
  })

  it('gives advice without error, whatever the network', () => {
    fc.assert(fc.property(arbitraryNetwork, (network) => { advise(network, analyse(network)) }))
  })
})

describe('the real TFLite interpreter', () => {
  it('runs what narrowing and resizing made of networks as people make them', async () => {
    await fc.assert(
      fc.asyncProperty(
        arbitraryArchitecture(),
        fc.integer({ min: 20, max: 90 }),
        fc.integer({ min: 5, max: 11 }),
        async (network, share, size) => {
          const all = transformed(network, share, size)
          const changed = all.flatMap((one) => (one.kind === 'changed' ? [one.network] : []))
          for (const smaller of changed.slice(0, 4)) {
            const result = await runModel(writeNetwork(smaller))
            const shapes = smaller.outputs.map((index) => smaller.tensors[index]?.shape)
            expect(result.accepted ? result.outputs.map(({ shape }) => shape) : result.reason).toEqual(shapes)
          }
        },
      ),
      { numRuns: 15 },
    )
  }, 60_000)
})

function expectSound(network: Network, transformation: Transformation): void {
  const read = transformation.kind === 'changed' ? loadNetwork(writeNetwork(transformation.network)) : network
  expect(transformation.kind === 'changed' || transformation.obstacle.clause.length > 0).toBe(true)
  expect(read.operators.map(({ kind }) => kind)).toEqual(network.operators.map(({ kind }) => kind))
  expect(payloadBytes(read)).toBeLessThanOrEqual(payloadBytes(network))
  expect(parameterBytes(read)).toBeLessThanOrEqual(parameterBytes(network))
}

function payloadBytes(network: Network): number {
  return analyse(network).totals.parameterPayloadBytes?.value ?? 0
}

function parameterBytes({ tensors }: Network): number {
  return tensors.reduce((sum, tensor) => sum + eightBitConstantBytes(tensor), 0)
}

function eightBitConstantBytes({ constant, type, shape }: Tensor): number {
  const isParameter = constant?.kind === 'inline' && (type === 'INT8' || type === 'UINT8')
  return isParameter ? shape.reduce((product, length) => product * length, 1) : 0
}
