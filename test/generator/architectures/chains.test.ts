import { readFileSync } from 'node:fs'
import { describe, expect, it } from 'vitest'
import { convolutionChain, denseChain } from '../../../src/generator/architectures/chains.ts'
import { analyse } from '../../../src/analysis/analyse.ts'
import type { Network } from '../../../src/model/network.ts'
import { describeWithShared, sharedFile } from '../../support/shared.ts'
import { sweepNetwork } from '../../support/sweep.ts'

describe('a chain of convolutions', () => {
  const network = convolutionChain({ width: 42, layers: 3, seed: 1 })

  it('keeps the image\'s size and ends in the last convolution\'s result', () => {
    expect(network.operators.map(({ kind }) => kind)).toEqual(['CONV_2D', 'CONV_2D', 'CONV_2D'])
    expect(shapesOf(network, network.inputs)).toEqual([[1, 64, 64, 3]])
    expect(shapesOf(network, network.outputs)).toEqual([[1, 64, 64, 42]])
  })
})

describe('a chain of dense layers', () => {
  it('has tanh after every hidden layer and ten outputs', () => {
    const network = denseChain({ width: 20, layers: 2, inputs: 7, seed: 1 })
    const dense = 'FULLY_CONNECTED'
    expect(network.operators.map(({ kind }) => kind)).toEqual([dense, 'TANH', dense, 'TANH', dense])
    expect(shapesOf(network, network.inputs)).toEqual([[1, 7]])
    expect(shapesOf(network, network.outputs)).toEqual([[1, 10]])
  })
})

describe('the networks of the width sweeps that tests make without weights', () => {
  it.each([
    ['convolutions', convolutionChain({ width: 42, seed: 1 }), { kind: 'conv', width: '42', layers: '5' }],
    ['dense layers', denseChain({ width: 100, seed: 1 }), { kind: 'dense', width: '100', layers: '4', input: '64' }],
  ])('cost what the generated ones do: %s', (_, network, row) => {
    const { cachedBytes, tensorSteps, macs, toDeviceBytes } = analyse(network).totals
    expect(analyse(sweepNetwork(row)).totals).toMatchObject({ cachedBytes, tensorSteps, macs, toDeviceBytes })
  })
})

describeWithShared('the published width sweeps', () => {
  it('list as many multiply-accumulates as the chains of convolutions do', () => {
    const widths = sweepRows().filter(([kind, width]) => kind === 'conv' && Number(width) < 200)
    expect(widths.length).toBeGreaterThan(10)
    for (const [, width, layers, , , , macs] of widths) {
      const network = convolutionChain({ width: Number(width), layers: Number(layers), seed: 1 })
      expect(weightsOf(network) * 64 * 64).toBe(Number(macs))
    }
  })

  it('list as many multiply-accumulates as the chains of dense layers do', () => {
    const dense = sweepRows().filter(([kind, , , input]) => kind === 'dense' && input === '64')
    const widths = dense.filter(([, width]) => Number(width) < 600)
    expect(widths.length).toBeGreaterThan(10)
    for (const [, width, layers, , , , macs] of widths) {
      const network = denseChain({ width: Number(width), layers: Number(layers), seed: 1 })
      expect(weightsOf(network)).toBe(Number(macs))
    }
  })
})

/** Rows measured on one Edge TPU: kind, width, layers, input, devices, batch, multiply-accumulates and more. */
function sweepRows(): string[][] {
  return readFileSync(sharedFile('data', 'width-sweep-latency.csv'), 'utf8')
    .split('\n')
    .slice(1)
    .map((line) => line.split(','))
    .filter(([, , , , devices]) => devices === '1')
}

function shapesOf({ tensors }: Network, indices: readonly number[]): unknown[] {
  return indices.map((index) => tensors[index]?.shape)
}

function weightsOf({ tensors }: Network): number {
  return tensors
    .filter(({ type, constant }) => constant !== undefined && type === 'INT8')
    .reduce((sum, { shape }) => sum + shape.reduce((product, length) => product * length, 1), 0)
}
