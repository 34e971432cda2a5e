import { describe, expect, it } from 'vitest'
import { gestureModel } from '../../fixtures/make-gesture-model.ts'
import { configWith, tooLittle } from './support/configs.ts'
import { hostNames } from './support/hosts.ts'
import { build, modelsIn, projectOf } from './support/project.ts'

describe.each(hostNames)('a build by %s', (host) => {
  it('ships the model as it is and warns of its budget where it is imported', async () => {
    const folder = projectOf(host, { files: { 'precious.config.json': configWith(tooLittle, 'warn') } })
    const { exitCode, output, files } = await build(host, folder)
    expect(output).toContain('models/gesture.tflite on coral-usb3-max')
    expect(output).toMatch(/over, warning +latency +estimated 0\.486 ms +\(0\.426 to 0\.648 ms\) +limit 0\.01 ms/)
    expect(output).toContain('precious.config.json:8')
    expect(output).toMatch(/imported at src\/main\.js:1:\d+/)
    expect(exitCode).toBe(0)
    expect(modelsIn(files)).toEqual([gestureModel()])
  })
})
