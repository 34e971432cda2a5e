import { describe, expect, test } from 'vitest'
import { configJsonSchema } from '../../src/budget/config-json-schema.ts'
import { type ResolvedConfig, resolveConfig } from '../../src/budget/resolve-config.ts'
import { budgetsFor } from '../../src/budget/select.ts'
import { defineConfig, type UserModel } from '../../src/budget/user-config.ts'
import { PreciousError } from '../../src/errors.ts'

const source = { file: 'precious.config.mjs', directory: '/app' }

const example = defineConfig({
  target: 'coral-usb3-max',
  models: [
    {
      match: 'models/detector*.tflite',
      budgets: { latency: '12 ms', power: '2 W', energy: '20 mJ', streamed: '0 B', cpuOperators: 0 },
    },
    {
      match: 'models/**/*.tflite',
      target: ['coral-usb3-max', 'coral-pcie-max'],
      budgets: { throughput: { min: '30 fps' }, latency: { maxIncrease: '5 %', level: 'warn' } },
    },
  ],
  uncertain: 'warn',
  unknown: 'error',
  compile: 'auto',
})

function resolveModels(...models: UserModel[]): ResolvedConfig {
  return resolveConfig({ target: 'usb', models }, source)
}

function messageOf(user: unknown, text?: string): string {
  try {
    resolveConfig(user, { ...source, text })
  } catch (error) {
    if (error instanceof PreciousError && error.code === 'config/invalid') return error.message
    throw error
  }
  throw new Error('the config was accepted')
}

function messageOfBudgets(budgets: unknown): string {
  return messageOf({ target: 'usb', models: [{ match: 'a.tflite', budgets }] })
}

describe('a valid config', () => {
  test('in full', () => {
    const location = { file: 'precious.config.mjs' }
    const error = { relative: false, level: 'error', location }
    const relative = { relative: true, level: 'warn', location }
    const increase = { key: 'latency', kind: 'maxIncrease', limit: 0.05, text: '5 %', ...relative }
    expect(resolveConfig(example, source)).toEqual({
      file: 'precious.config.mjs',
      directory: '/app',
      targets: ['coral-usb3-max'],
      uncertain: 'warn',
      unknown: 'error',
      compile: 'auto',
      devices: [],
      models: [
        {
          match: ['models/detector*.tflite'],
          targets: undefined,
          allowEmpty: false,
          location,
          budgets: [
            { key: 'latency', kind: 'max', limit: 12, text: '12 ms', ...error },
            { key: 'power', kind: 'max', limit: 2, text: '2 W', ...error },
            { key: 'energy', kind: 'max', limit: 20, text: '20 mJ', ...error },
            { key: 'streamed', kind: 'max', limit: 0, text: '0 B', ...error },
            { key: 'cpuOperators', kind: 'max', limit: 0, text: '0', ...error },
          ],
        },
        {
          match: ['models/**/*.tflite'],
          targets: ['coral-usb3-max', 'coral-pcie-max'],
          allowEmpty: false,
          location,
          budgets: [increase, { key: 'throughput', kind: 'min', limit: 30, text: '30 fps', ...error }],
        },
      ],
    })
  })

  test('max and maxIncrease in one value are two budgets of one level', () => {
    const { models } = resolveModels({
      match: 'a.tflite', budgets: { latency: { max: '5 ms', maxIncrease: '100 us', level: 'warn' } },
    })
    expect(models[0]?.budgets).toMatchObject([
      { kind: 'max', limit: 5, level: 'warn', relative: false },
      { kind: 'maxIncrease', limit: 0.1, level: 'warn', relative: false, text: '100 us' },
    ])
  })

  test('a plain throughput is the least that is allowed', () => {
    const { models } = resolveModels({ match: 'a.tflite', budgets: { throughput: '30 fps' } })
    expect(models[0]?.budgets).toMatchObject([{ kind: 'min', limit: 30 }])
  })

  test('counts may increase by a count or a share', () => {
    const { models } = resolveModels(
      { match: 'a.tflite', budgets: { cpuOperators: { maxIncrease: 1 } } },
      { match: 'a.tflite', budgets: { cpuOperators: { maxIncrease: '10 %' } } },
    )
    expect(models.map(({ budgets }) => budgets[0])).toMatchObject([
      { limit: 1, relative: false },
      { limit: 0.1, relative: true },
    ])
  })

  test('may name its JSON Schema, and leave its target to the entries', () => {
    const user = { $schema: './schemas/config.json', models: [{ match: ['./a.tflite', '!./b/*'], target: 'usb' }] }
    const { targets, models, compile } = resolveConfig(user, { file: undefined, directory: '/app' })
    expect(targets).toEqual([])
    expect(compile).toBe('never')
    expect(models).toEqual([
      {
        match: ['a.tflite', '!b/*'], targets: ['usb'], budgets: [], allowEmpty: false, location: { file: 'options' },
      },
    ])
  })

  test('keeps the line of every budget', () => {
    const text = `export default {
  target: 'usb',
  models: [
    {
      match: 'a.tflite',
      budgets: {
        latency: '5 ms',
        power: {
          max: '2 W',
          maxIncrease: '5 %',
        },
        ...shared,
      },
    },
  ],
}
`
    const budgets = { latency: '5 ms', power: { max: '2 W', maxIncrease: '5 %' }, energy: '1 J' }
    const { models } = resolveConfig({ target: 'usb', models: [{ match: 'a.tflite', budgets }] }, { ...source, text })
    expect(models[0]?.location).toEqual({ file: 'precious.config.mjs', line: 4 })
    expect(models[0]?.budgets.map(({ key, location }) => [key, location.line])).toEqual([
      ['latency', 7],
      ['power', 9],
      ['power', 10],
      // Comes from elsewhere: the line of the budgets it was spread into.
      ['energy', 6],
    ])
  })
})

describe('an invalid config', () => {
  test('lists all of its problems at once, with their lines', () => {
    const text = `export default {
  target: 'usb',
  models: [
    { match: 'a.tflite', budgets: { latancy: '5 ms',
      power: '5 mJ' } },
    { match: '/b.tflite' },
  ],
  uncertian: 'warn',
}
`
    const user = {
      target: 'usb',
      models: [{ match: 'a.tflite', budgets: { latancy: '5 ms', power: '5 mJ' } }, { match: '/b.tflite' }],
      uncertian: 'warn',
    }
    expect(messageOf(user, text)).toBe(
      `precious.config.mjs: the config has 4 problems:
  line 4: models[0].budgets.latancy is not a known key; the nearest known one is "latency"
  line 5: models[0].budgets.power is not valid: "5 mJ" is an energy, but a power is needed; use one of the units mW, W
  line 6: models[1].match is not valid: the path is absolute; write it relative to the config file
  line 8: uncertian is not a known key; the nearest known one is "uncertain". Correct them and run again.`,
    )
  })

  test('with one problem names its line as the place', () => {
    const text = '{ "target": "usb",\n"models": [{ "match": "a.tflite", "budgets": {\n"latency": 5 } }] }'
    expect(messageOf(JSON.parse(text), text)).toBe(
      'precious.config.mjs:3: models[0].budgets.latency is not valid: "5" has no unit; ' +
        'add one of the units us, ms, s. Correct it and run again.',
    )
  })

  test.each<[unknown, string]>([
    [undefined, 'the config is missing; it must be an object with "models"'],
    [null, 'the config must be an object with "models"'],
    [
      { target: 'usb' },
      'models is missing; it must be a list of entries such as { match: "models/*.tflite", budgets: { latency: ' +
        '"12 ms" } }',
    ],
    [
      { target: 'usb', models: [] },
      'models is empty; add an entry such as { match: "models/*.tflite", budgets: { latency: "12 ms" } }',
    ],
    [{ target: '', models: [{ match: 'a' }] }, 'target is empty; write the name of a target'],
    [{ target: [], models: [{ match: 'a' }] }, 'target is an empty list; write the name of a target'],
    [
      { target: 5, models: [{ match: 'a' }] },
      'target must be the name of a target or a list of them, such as "coral-usb3-max"',
    ],
    [
      { models: [{ match: 'a' }] },
      'target is missing; name one such as "coral-usb3-max", or one in every entry of "models"',
    ],
    [
      { target: 'usb', models: [{}] },
      'models[0].match is missing; it must be a glob or a list of globs, such as "models/*.tflite"',
    ],
    [
      { target: 'usb', models: [{ match: ['!a'] }] },
      'models[0].match takes files out but adds none; add a glob without "!"',
    ],
    [
      { target: 'usb', models: [{ match: [] }] },
      'models[0].match takes files out but adds none; add a glob without "!"',
    ],
    [{ target: 'usb', models: [{ match: 'a', allowEmpty: 1 }] }, 'models[0].allowEmpty must be true or false'],
    [
      { target: 'usb', models: [{ match: 'a', matches: 'b' }] },
      'models[0].matches is not a known key; the nearest known one is "match"',
    ],
    [{ target: 'usb', models: [{ match: 'a' }], uncertain: 'pass' }, 'uncertain must be "warn", "error" or "measure"'],
    [{ target: 'usb', models: [{ match: 'a' }], unknown: 'measure' }, 'unknown must be "error" or "warn"'],
    [{ target: 'usb', models: [{ match: 'a' }], compile: 'always' }, 'compile must be "auto", "never" or "require"'],
  ])('%j: %s', (user, problem) => {
    expect(messageOf(user)).toBe(`precious.config.mjs: ${problem}. Correct it and run again.`)
  })

  test.each<[unknown, string]>([
    [
      { accuracy: 1 },
      '.accuracy is not a known key; known are latency, throughput, power, energy, memory, cached, streamed, ' +
        'activations, cpuOperators',
    ],
    [
      { 'cpu-ops': 1 },
      '["cpu-ops"] is not a known key; known are latency, throughput, power, energy, memory, cached, streamed, ' +
        'activations, cpuOperators',
    ],
    [{ latency: true }, '.latency must be a time such as "12 ms", or an object with max, maxIncrease and level'],
    [{ latency: {} }, '.latency sets no limit; add "max" or "maxIncrease", or level "off"'],
    [{ latency: { level: 'warn' } }, '.latency sets no limit; add "max" or "maxIncrease", or level "off"'],
    [{ latency: { min: '5 ms' } }, '.latency.min is not a known key; only a throughput has one; use "max"'],
    [{ latency: { maximum: '5 ms' } }, '.latency.maximum is not a known key; known are max, maxIncrease, level'],
    [{ latency: { max: 5 } }, '.latency.max is not valid: "5" has no unit; add one of the units us, ms, s'],
    [{ latency: { max: '5 ms', level: 'warning' } }, '.latency.level must be "error", "warn" or "off"'],
    [
      { latency: { maxIncrease: 5 } },
      '.latency.maxIncrease must be a percentage such as "5 %" or a time such as "12 ms"',
    ],
    [
      { latency: { maxIncrease: '5 mJ' } },
      '.latency.maxIncrease is not valid: "5 mJ" is an energy, but a time is needed; use one of the units us, ms, s',
    ],
    [{ throughput: { max: '30 fps' } }, '.throughput.max is not a known key; a throughput is limited by "min"'],
    [
      { throughput: { maxIncrease: '5 %' } },
      '.throughput.maxIncrease is not a known key; limit the increase of the latency instead',
    ],
    [{ cpuOperators: -1 }, '.cpuOperators is not valid: "-1" is negative; write a limit of 0 or more'],
    [
      { cpuOperators: { max: 1.5 } },
      '.cpuOperators.max is not valid: "1.5" is not a whole number; write a count such as 2',
    ],
    [5, ' must be an object such as { latency: "12 ms" }'],
  ])('budgets %j: %s', (budgets, problem) => {
    expect(messageOfBudgets(budgets)).toBe(
      `precious.config.mjs: models[0].budgets${problem}. Correct it and run again.`,
    )
  })
})

describe('the budgets of a model', () => {
  const config = resolveConfig(example, source)

  const keysOf = (path: string, resolved = config): [string, string[]][] =>
    [...budgetsFor(path, resolved)].map(([target, budgets]) => [target, budgets.map(({ key, kind }) => `${key} ${kind}`)])

  test('come from the first entry that has them, key by key, for the targets of that entry', () => {
    const own = ['latency max', 'power max', 'energy max', 'streamed max', 'cpuOperators max']
    expect(keysOf('models/detector_v2.tflite')).toEqual([
      ['coral-usb3-max', [...own, 'throughput min']],
      ['coral-pcie-max', ['throughput min']],
    ])
  })

  test('of a model that only the second entry matches', () => {
    const budgets = ['latency maxIncrease', 'throughput min']
    expect(keysOf('models/x/classifier.tflite')).toEqual([['coral-usb3-max', budgets], ['coral-pcie-max', budgets]])
  })

  test('of a model that no entry matches: none', () => {
    expect(keysOf('other.tflite')).toEqual([])
  })

  test('of a model whose entry has none: none, for the targets of the config', () => {
    expect(keysOf('a.tflite', resolveModels({ match: 'a.tflite' }))).toEqual([['usb', []]])
  })

  test('that are off are left out, and keep later entries from setting them', () => {
    const off = resolveModels(
      { match: 'a.tflite', budgets: { latency: { level: 'off' }, power: { max: '1 W', level: 'off' } } },
      { match: '*.tflite', budgets: { latency: '5 ms', power: '2 W', energy: '1 J' } },
    )
    expect(keysOf('a.tflite', off)).toEqual([['usb', ['energy max']]])
  })
})

test('the JSON Schema describes the config as it is written', () => {
  const schema = configJsonSchema()
  expect(schema).toMatchObject({
    $schema: 'https://json-schema.org/draft/2020-12/schema',
    type: 'object',
    required: ['models'],
    additionalProperties: false,
    properties: {
      uncertain: { enum: ['warn', 'error', 'measure'] },
      models: { items: { required: ['match'], properties: { budgets: { additionalProperties: false } } } },
    },
  })
  expect(Object.keys(schema)).toContain('title')
})
