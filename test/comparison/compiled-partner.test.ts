import { describe, expect, it } from 'vitest'
import { isPartner } from '../../src/comparison/compiled-partner.ts'
import { loadNetwork } from '../../src/model/load.ts'
import { oneConvolution, separable } from '../report/round-networks.ts'
import { compiledFrom } from '../support/compiled-from.ts'
import { describeWithShared, sharedModels } from '../support/shared.ts'

describe('what a compiled network was made of', () => {
  const compiled = loadNetwork(compiledFrom(separable()))

  it('has its inputs and outputs', () => {
    expect(isPartner(separable(), compiled)).toBe(true)
    expect(isPartner(oneConvolution(), compiled)).toBe(false)
  })

  it('has them under the same names, in the same order and number', () => {
    const plain = separable()
    const renamed = { ...plain, tensors: plain.tensors.map((tensor) => ({ ...tensor, name: `${tensor.name}_1` })) }
    expect(isPartner(renamed, compiled)).toBe(false)
    expect(isPartner({ ...plain, outputs: [] }, compiled)).toBe(false)
    expect(isPartner({ ...plain, inputs: [...plain.inputs, ...plain.inputs] }, compiled)).toBe(false)
  })
})

describeWithShared('real models', () => {
  it('are the partners of those that have their names, and of no others', () => {
    const models = sharedModels().map(({ name, bytes }) => ({ name, network: loadNetwork(bytes) }))
    const compiled = models.filter(({ name }) => name.endsWith('_edgetpu.tflite'))
    for (const { name, network } of models.filter((model) => !compiled.includes(model))) {
      const partners = compiled.filter((model) => isPartner(network, model.network)).map((model) => model.name)
      const stem = name.replace(/\.tflite$/, '')
      expect(partners).toEqual(compiled.map((model) => model.name).filter((found) => found.startsWith(`${stem}_`)))
    }
  })
})
