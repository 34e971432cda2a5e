import { describe, expect, it } from 'vitest'
import type { ResolvedDevice } from '../../src/budget/device.ts'
import { findDevices } from '../../src/sharing/device.ts'

const file = 'precious.config.json'

function device(models: readonly string[], line: number, changes: Partial<ResolvedDevice> = {}): ResolvedDevice {
  const location = { file, line }
  return { models, inferencesPerSwitch: 1, coCompiled: false, allowEmpty: false, location, ...changes }
}

const paths = ['models/a.tflite', 'models/b.tflite', 'models/c.tflite']

describe('the models of a device', () => {
  it('come in the order of the globs that name them, each once', () => {
    const [found] = findDevices([device(['models/c*', 'models/*.tflite', '!models/b*'], 3)], paths)
    expect(found?.paths).toEqual(['models/c.tflite', 'models/a.tflite'])
  })

  it('are refused where a glob names none, even if another does', () => {
    expect(() => findDevices([device(['models/*', 'modles/*'], 3)], paths)).toThrow(
      `${file}:3: no model of this run matches "modles/*" of a device. Correct the glob`,
    )
  })

  it('may be none where that is permitted', () => {
    expect(findDevices([device(['modles/*'], 3, { allowEmpty: true })], paths)[0]?.paths).toEqual([])
  })

  it('are refused where another device has one of them', () => {
    const devices = [device(['models/a*', 'models/b*'], 3), device(['models/b*', 'models/c*'], 7)]
    expect(() => findDevices(devices, paths)).toThrow(
      `${file}:7: models/b.tflite is on two devices: on that of ${file}:3 as well`,
    )
  })
})
