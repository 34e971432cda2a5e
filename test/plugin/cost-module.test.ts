import { describe, expect, it } from 'vitest'
import { assess, type Assessment } from '../../src/assess.ts'
import { estimatorOf } from '../../src/estimator/target.ts'
import type { Network } from '../../src/model/network.ts'
import { writeNetwork } from '../../src/model/tflite/write.ts'
import type { ModelCost } from '../../src/plugin/cost.ts'
import { toCostModule } from '../../src/plugin/cost-module.ts'
import { compiled, customOperators, separable } from '../report/round-networks.ts'

const usb = estimatorOf('coral-usb3-max')
const pcie = estimatorOf('coral-pcie-max')

function assessmentOf(network: Network, targets = [usb]): Assessment {
  return assess(writeNetwork(network), targets)
}

/** What an application gets. */
async function evaluate(code: string): Promise<ModelCost> {
  const url = `data:text/javascript;base64,${Buffer.from(code).toString('base64')}`
  const module: { readonly default: ModelCost } = await import(/* @vite-ignore */ url)
  return module.default
}

describe('a cost module', () => {
  it('has what is known of the file', async () => {
    const assessment = assessmentOf(separable())
    const { model, sha256, bytes } = await evaluate(toCostModule('models/a.tflite', assessment))
    expect({ model, sha256, bytes }).toEqual({
      model: 'models/a.tflite', sha256: assessment.sha256, bytes: assessment.facts.bytes,
    })
  })

  it('has figures with their intervals for each target', async () => {
    const assessment = assessmentOf(separable(), [usb, pcie])
    const { targets } = await evaluate(toCostModule('a.tflite', assessment))
    expect(Object.keys(targets)).toEqual(['coral-pcie-max', 'coral-usb3-max'])
    for (const { target, estimates } of assessment.demands) {
      const latency = estimates.find(({ quantity }) => quantity === 'latency')
      if (latency === undefined || latency.basis === 'unknown') throw new Error('there is no estimate')
      const { value, low, high, basis, inEnvelope } = latency
      expect(targets[target]?.latencyMs).toEqual({ value, low, high, basis, inEnvelope })
    }
  })

  it('has every quantity under the name that tells its unit', async () => {
    const { targets } = await evaluate(toCostModule('a.tflite', assessmentOf(separable())))
    const figures = targets['coral-usb3-max']
    expect(Object.entries(figures ?? {}).map(([name, figure]) => [name, typeof figure?.value])).toEqual([
      ['activationBytes', 'number'],
      ['cachedBytes', 'number'],
      ['cpuOperators', 'number'],
      ['energyMj', 'number'],
      ['latencyMs', 'number'],
      ['memoryBytes', 'number'],
      ['powerW', 'number'],
      ['streamedBytes', 'number'],
    ])
  })

  it('has null where nothing can be said', async () => {
    const { targets } = await evaluate(toCostModule('a.tflite', assessmentOf(compiled())))
    const { cpuOperators: _, ...figures } = targets['coral-usb3-max'] ?? {}
    expect(new Set(Object.values(figures))).toEqual(new Set([null]))
    expect(Object.keys(figures)).toHaveLength(7)
  })

  it('says of figures outside the checked range that they are', async () => {
    const { targets } = await evaluate(toCostModule('a.tflite', assessmentOf(customOperators('Foo'))))
    expect(targets['coral-usb3-max']?.latencyMs?.inEnvelope).toBe(false)
  })

  it('has no targets where the config has none', async () => {
    expect((await evaluate(toCostModule('a.tflite', assessmentOf(separable(), [])))).targets).toEqual({})
  })

  it.each([`it's "a\`.tflite`, 'ünï/☃ \u2028.tflite', '</script>\\n${x}.tflite'])(
    'has the path %j as it is',
    async (path) => {
      expect((await evaluate(toCostModule(path, assessmentOf(separable())))).model).toBe(path)
    },
  )

  it('is the same text for the same model, in whatever order targets are named', () => {
    const code = toCostModule('a.tflite', assessmentOf(separable(), [usb, pcie]))
    expect(toCostModule('a.tflite', assessmentOf(separable(), [pcie, usb]))).toBe(code)
  })

  it('is a default export and nothing else', () => {
    const code = toCostModule('a.tflite', assessmentOf(separable()))
    expect(code).toMatch(/^export default \{\n {2}"bytes": \d+,\n/)
    expect(code.endsWith('}\n')).toBe(true)
  })
})
