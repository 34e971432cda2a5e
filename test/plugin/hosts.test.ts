import { describe, expect, it } from 'vitest'
import { gestureModel } from '../../fixtures/make-gesture-model.ts'
import { configWith, tooLittle } from './support/configs.ts'
import { shownLatency } from './support/estimated.ts'
import { hostNames } from './support/hosts.ts'
import { build, modelsIn, projectOf } from './support/project.ts'

describe.each(hostNames)('a build by %s', (host) => {
  it('ships the model as it is and warns of its budget where it is imported', async () => {
    const folder = projectOf(host, { files: { 'precious.config.json': configWith(tooLittle, 'warn') } })
    const { exitCode, output, files } = await build(host, folder)
    expect(output).toContain('models/gesture.tflite on coral-usb3-max')
    const { value, interval } = shownLatency(gestureModel())
    expect(output.replaceAll(/ +/g, ' ')).toContain(`over, warning latency estimated ${value} ${interval} limit 0.01 ms`)
    expect(output).toContain('precious.config.json:8')
    expect(output).toMatch(/imported at src\/main\.js:1:\d+/)
    expect(exitCode).toBe(0)
    expect(modelsIn(files)).toEqual([gestureModel()])
  })
})
