import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { gestureModel } from '../../fixtures/make-gesture-model.ts'
import { configWith, heavyModel } from '../plugin/support/configs.ts'
import { latencyOf } from '../plugin/support/estimated.ts'
import { persistentCache } from '../plugin/support/host-configs.ts'
import { hostNames } from '../plugin/support/hosts.ts'
import { age, build, codeIn, modelsIn, projectOf } from '../plugin/support/project.ts'

const config = 'precious.config.json'
const main = `import cost from '../models/gesture.tflite?precious'\nconsole.log(cost)\n`

/** The latencies in the code, as figures of milliseconds, and the targets they are for. */
function costsIn(code: string): string[] {
  const targets = [...new Set(code.match(/coral-[\w-]+/g))]
  const latencies = [...code.matchAll(/latencyMs"?:\s*\{[^}]*value"?:\s*([\d.]+)/g)].map(([, value]) => Number(value))
  return [...targets, ...latencies.map((value) => value.toFixed(2))]
}

const options = `{ costModules: true, failOn: 'never' }`

describe.each(hostNames)('a cost module in %s', (host) => {
  it('has the figures of the present model and targets, also with a warm cache of the bundler', async () => {
    const files = { [config]: configWith('100 ms'), 'src/main.js': main }
    const folder = projectOf(host, { options, files, config: persistentCache(host) })
    age(join(folder, 'models/gesture.tflite'))
    const first = await build(host, folder)
    expect(costsIn(codeIn(first.files))).toEqual(['coral-usb3-max', latencyOf(gestureModel()).value.toFixed(2)])
    expect(modelsIn(first.files)).toEqual([])
    writeFileSync(join(folder, 'models/gesture.tflite'), heavyModel())
    const heavyMs = latencyOf(heavyModel()).value
    expect(costsIn(codeIn((await build(host, folder)).files))).toEqual(['coral-usb3-max', heavyMs.toFixed(2)])
    if (host === 'farm') return
    writeFileSync(join(folder, config), configWith('100 ms').replace('usb3', 'usb2'))
    const [target, latency] = costsIn(codeIn((await build(host, folder)).files))
    expect(target).toBe('coral-usb2-max')
    expect(Number(latency)).toBeGreaterThan(heavyMs)
  })

  it('says of a model that cannot be read what is wrong', async () => {
    const files = { [config]: configWith('100 ms'), 'src/main.js': main, 'models/gesture.tflite': 'no model' }
    const folder = projectOf(host, { options, files })
    const { exitCode, output } = await build(host, folder)
    expect(output).toContain('gesture.tflite')
    expect(output).toMatch(/the file is too short|not a TFLite model|8 bytes/)
    expect(exitCode).not.toBe(0)
  })
})
