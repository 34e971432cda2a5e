import { describe, expect, it } from 'vitest'
import { scaleAndShift } from '../../../src/generator/layers/scale-and-shift.ts'
import { NetworkBuilder } from '../../../src/generator/network-builder.ts'
import type { Network } from '../../../src/model/network.ts'
import { writeNetwork } from '../../../src/model/tflite/write.ts'
import { operatorsByKind } from '../../support/operator-kinds.ts'
import { runModel } from '../../support/tflite-runtime.ts'

const channels = 5

describe.each(['uint8', 'int8'] as const)('a scale and a shift for each channel in %s', (quantisation) => {
  const builder = new NetworkBuilder({ quantisation, seed: 3 })
  const network = builder.build(scaleAndShift(builder, builder.input('input', [1, 3, 2, channels]), 'relu'))

  it('are a product and a sum with constants', () => {
    expect(operatorsByKind(network)).toEqual({ MUL: 1, ADD: 1 })
    expect(network.tensors.filter(({ constant }) => constant !== undefined).map(({ shape }) => shape)).toEqual([
      [channels],
      [channels],
    ])
  })

  it('give what their numbers say, to the nearest steps', async () => {
    const result = await runModel(writeNetwork(network))
    if (!result.accepted) throw new Error(result.reason)
    const [input] = result.inputs
    const [output] = result.outputs
    const reals = realsOf(network, 'input', input?.values ?? [])
    const factors = constantsOf(network, 'MUL_0/factors')
    const shifts = constantsOf(network, 'ADD_1/shifts')
    const expected = reals.map((real, index) => {
      const channel = index % channels
      return Math.max(0, real * (factors[channel] ?? NaN) + (shifts[channel] ?? NaN))
    })
    const actual = realsOf(network, 'add_1', output?.values ?? [])
    const worst = Math.max(...actual.map((real, index) => Math.abs(real - (expected[index] ?? NaN))))
    expect(actual).toHaveLength(3 * 2 * channels)
    // Half a step of the product, 8/255, and half a step of the sum, 4/255; a little more since the kernels round.
    expect(worst).toBeLessThan(0.03)
    expect(new Set(actual).size).toBeGreaterThan(5)
  })
})

function tensorOf(network: Network, name: string): Network['tensors'][number] {
  const tensor = network.tensors.find((candidate) => candidate.name.toLowerCase() === name.toLowerCase())
  if (tensor === undefined) throw new RangeError(`no tensor is called ${name}`)
  return tensor
}

function realsOf(network: Network, name: string, values: Iterable<number>): number[] {
  const { quantisation } = tensorOf(network, name)
  const scale = quantisation?.scale[0] ?? NaN
  const zeroPoint = quantisation?.zeroPoint[0] ?? NaN
  return Array.from(values, (value) => scale * (value - zeroPoint))
}

function constantsOf(network: Network, name: string): number[] {
  const { constant, type } = tensorOf(network, name)
  if (constant?.kind !== 'inline') throw new RangeError(`${name} is no constant`)
  const { bytes } = constant
  return realsOf(network, name, type === 'INT8' ? new Int8Array(bytes) : bytes)
}
