import { describe, expect, it } from 'vitest'
import { type ResolvedConfig, resolveConfig } from '../../src/budget/resolve-config.ts'
import { PreciousError } from '../../src/errors.ts'

const file = 'precious.config.json'

function resolved(devices: unknown): ResolvedConfig {
  const user = { target: 'coral-usb3-max', models: [{ match: '*.tflite' }], devices }
  return resolveConfig(user, { file, directory: '/app', text: JSON.stringify(user, undefined, 1) })
}

function complaintAbout(devices: unknown): string {
  try {
    resolved(devices)
  } catch (error) {
    if (error instanceof PreciousError && error.code === 'config/invalid') return error.message
    throw error
  }
  throw new Error('the config was accepted')
}

describe('devices of a config', () => {
  it('are none without the key', () => {
    expect(resolved(undefined).devices).toEqual([])
  })

  it('alternate between models that are compiled apart unless they say otherwise, and know their lines', () => {
    expect(resolved([{ models: './a*.tflite' }, { models: ['b', '!c'], inferencesPerSwitch: 2.5, coCompiled: true }]))
      .toMatchObject({
        devices: [
          { models: ['a*.tflite'], inferencesPerSwitch: 1, coCompiled: false, location: { file, line: 9 } },
          { models: ['b', '!c'], inferencesPerSwitch: 2.5, coCompiled: true, location: { file, line: 12 } },
        ],
      })
  })

  it.each([
    [{}, `${file}:8: devices must be a list of devices such as { models: ["models/a.tflite", "models/b.tflite"] }`],
    [[{}], `${file}:9: devices[0].models is missing; it must be a glob or a list of globs, such as "models/*.tflite"`],
    [[{ models: '' }], `${file}:10: devices[0].models is not valid: the glob is empty`],
    [[{ models: '!a' }], `${file}:10: devices[0].models takes files out but adds none; add a glob without "!"`],
    [[{ models: 'a', inferencesPerSwitch: 0.5 }], `${file}:11: devices[0].inferencesPerSwitch must be at least 1`],
    [[{ models: 'a', inferencesPerSwitch: '2' }], 'devices[0].inferencesPerSwitch must be a number of inferences'],
    [[{ models: 'a', coCompiled: 'yes' }], `${file}:11: devices[0].coCompiled must be true or false`],
    [[{ models: 'a', cocompiled: true }], 'cocompiled is not a known key; the nearest known one is "coCompiled"'],
    [[{ match: 'a', models: 'a' }], 'match is not a known key; known are models, inferencesPerSwitch, coCompiled'],
  ])('%j are refused, with the line', (devices, complaint) => {
    expect(complaintAbout(devices)).toContain(complaint)
  })

  it('tell all that is wrong at once', () => {
    const message = complaintAbout([{ models: 'a', inferencesPerSwitch: 0 }, { models: 'b', coCompiled: 1 }])
    expect(message).toContain('the config has 2 problems')
    expect(message).toMatch(/line 11: devices\[0\].*\n {2}line 15: devices\[1\]/)
  })
})
