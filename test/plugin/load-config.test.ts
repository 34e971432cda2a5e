import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { ResolvedConfig } from '../../src/budget/resolve-config.ts'
import { budgetsFor } from '../../src/budget/select.ts'
import type { UserConfig } from '../../src/budget/user-config.ts'
import { loadConfig } from '../../src/plugin/load-config.ts'
import type { PreciousOptions } from '../../src/plugin/options.ts'
import { resolveOptions } from '../../src/plugin/resolve-options.ts'
import { folderWith, thrownBy } from '../host/temporary.ts'

const usb = 'coral-usb3-max'
const pcie = 'coral-pcie-max'
const slow = 'coral-usb2-max'

/** A project with a config file, or without where there is none. */
function project(config?: Partial<UserConfig>): string {
  const file = config === undefined ? {} : { 'precious.config.json': JSON.stringify(config, undefined, 1) }
  return folderWith({ 'package.json': '{}', ...file })
}

async function configOf(options: PreciousOptions, file?: Partial<UserConfig>): Promise<ResolvedConfig> {
  return (await loadConfig(resolveOptions(options), project(file))).config
}

/** What is judged of `a.tflite`: `target key limit`. */
async function judged(options: PreciousOptions, file?: Partial<UserConfig>): Promise<string[]> {
  return [...budgetsFor('a.tflite', await configOf(options, file))].flatMap(([target, budgets]) =>
    budgets.map(({ key, text }) => `${target} ${key} ${text}`),
  )
}

const entry = (latency: string) => ({ match: '*.tflite', budgets: { latency } })

describe('the config of a build', () => {
  it('is that of the file, in whose folder its paths are', async () => {
    const root = project({ target: usb, models: [entry('1 ms')], uncertain: 'error', unknown: 'warn' })
    const { config, file } = await loadConfig(resolveOptions(), root)
    expect(file).toBe(join(root, 'precious.config.json'))
    expect(config).toMatchObject({
      file: 'precious.config.json', directory: root, targets: [usb], uncertain: 'error', unknown: 'warn',
    })
  })

  it('may be found above the root, in whose folder its paths are', async () => {
    const root = project({ target: usb, models: [entry('1 ms')] })
    const { config } = await loadConfig(resolveOptions(), join(root, 'src'))
    expect(config).toMatchObject({ file: '../precious.config.json', directory: root })
  })

  it('names the lines of the file', async () => {
    const { models } = await configOf({ models: [entry('2 ms')] }, { target: usb, models: [entry('1 ms')] })
    expect(models.map(({ budgets: [budget] }) => budget?.location)).toEqual([
      { file: 'plugin options' },
      { file: 'precious.config.json', line: 7 },
    ])
  })

  it('may be a file that the options name', async () => {
    const root = folderWith({ 'configs/strict.json': JSON.stringify({ target: usb, models: [entry('1 ms')] }) })
    const { config, file } = await loadConfig(resolveOptions({ config: 'configs/strict.json' }), root)
    expect(file).toBe(join(root, 'configs/strict.json'))
    expect(config.directory).toBe(join(root, 'configs'))
  })
})

describe('budgets in the options', () => {
  const file = { target: usb, models: [{ match: '*', budgets: { latency: '1 ms', power: '1 W' } }] }

  it('win over those of the file for the same key, and leave the others', async () => {
    expect(await judged({ models: [entry('2 ms')] }, file)).toEqual([`${usb} latency 2 ms`, `${usb} power 1 W`])
  })

  it('have the target of their entry, else that of the file', async () => {
    const models = [{ ...entry('2 ms'), target: pcie }, { match: '*', budgets: { energy: '1 J' } }]
    expect(await judged({ models }, file)).toEqual([`${pcie} latency 2 ms`, `${usb} energy 1 J`, `${usb} power 1 W`])
  })

  it('need a target where every entry of the file has its own', async () => {
    const own = { models: [{ match: '*', target: pcie }] }
    const error = await thrownBy(() => configOf({ models: [entry('2 ms')] }, own))
    expect(error.message).toMatch(/^plugin options: target is missing/)
  })

  it('are enough without a file, with paths from the root', async () => {
    const root = project()
    const options = resolveOptions({ target: usb, models: [entry('2 ms')] })
    const { config, file: found } = await loadConfig(options, root)
    expect(found).toBeUndefined()
    expect(config).toMatchObject({ file: undefined, directory: root, targets: [usb] })
    expect(config).toMatchObject({ uncertain: 'warn', unknown: 'error', compile: 'never' })
  })

  it('are alone where no file shall be read', async () => {
    const options = { config: false, target: pcie, models: [entry('2 ms')] } as const
    expect(await judged(options, file)).toEqual([`${pcie} latency 2 ms`])
  })
})

describe('a target in the options', () => {
  it('replaces all targets of the file', async () => {
    const models = [{ ...entry('1 ms'), target: slow }, { match: '*', budgets: { power: '1 W' } }]
    const file = { target: usb, models }
    expect(await judged({ target: pcie }, file)).toEqual([`${pcie} latency 1 ms`, `${pcie} power 1 W`])
  })

  it('replaces no target of an entry in the options', async () => {
    const options = { target: pcie, models: [{ ...entry('2 ms'), target: slow }] }
    expect(await judged(options, { target: usb, models: [{ match: '*', budgets: { power: '1 W' } }] })).toEqual([
      `${slow} latency 2 ms`, `${pcie} power 1 W`,
    ])
  })

  it('may be several', async () => {
    expect(await judged({ target: [usb, pcie] }, { target: slow, models: [entry('1 ms')] })).toEqual([
      `${usb} latency 1 ms`, `${pcie} latency 1 ms`,
    ])
  })

  it('that is named twice is judged once', async () => {
    expect(await judged({ target: [usb, ` ${usb} `] }, { target: slow, models: [entry('1 ms')] })).toEqual([
      `${usb} latency 1 ms`,
    ])
  })

  it('is enough for a file that has none', async () => {
    expect(await judged({ target: pcie }, { models: [entry('1 ms')] })).toEqual([`${pcie} latency 1 ms`])
  })
})

describe('policies in the options', () => {
  it('go before those of the file', async () => {
    const policy = { uncertain: 'error', unknown: 'error', compile: 'auto' } as const
    const file = { target: usb, models: [entry('1 ms')], ...policy }
    expect(await configOf({ uncertain: 'measure' }, file)).toMatchObject({
      uncertain: 'measure', unknown: 'error', compile: 'auto',
    })
    expect(await configOf({ compile: 'require' }, file)).toMatchObject({ uncertain: 'error', compile: 'require' })
  })
})

describe('a config that is not as it should be', () => {
  it('is missing, and may be given as an option', async () => {
    const error = await thrownBy(() => configOf({}))
    expect(error).toMatchObject({ code: 'config/missing' })
    expect(error.message).toBe(
      'no config was found here or in the folders above, up to the one with package.json. ' +
        'Write precious.config.json with { "target": "coral-usb3-max", "models": [{ "match": "**/*.tflite", ' +
        '"budgets": { "latency": "10 ms" } }] }, or give the plugin the option "models".',
    )
  })

  it('is missing where the options name it, also beside models', async () => {
    const error = await thrownBy(() => configOf({ config: 'strict.json', models: [entry('1 ms')] }))
    expect(error.message).toBe('strict.json: there is no such config file. Check the path that was given.')
  })

  it('is told at its line, also beside models', async () => {
    const file = { target: usb, models: [{ match: '*', budgets: { latency: 'fast' } }] }
    const error = await thrownBy(() => configOf({ models: [entry('1 ms')] }, file))
    expect(error).toMatchObject({ code: 'config/invalid', where: 'precious.config.json:7' })
  })

  it('cannot be read, also beside models', async () => {
    const root = folderWith({ 'precious.config.json': '{' })
    const options = resolveOptions({ target: usb, models: [entry('1 ms')] })
    expect(await thrownBy(() => loadConfig(options, root))).toMatchObject({ code: 'config/unreadable' })
  })
})

describe('devices in the options', () => {
  const file = { target: usb, models: [entry('1 ms')], devices: [{ models: 'c*' }] }

  it('stand beside those of the file, with or without models of their own', async () => {
    const devices = [{ models: ['a*', 'b*'], coCompiled: true }]
    for (const own of [{ devices }, { devices, models: [entry('2 ms')] }]) {
      const config = await configOf(own, file)
      expect(config.devices.map(({ models, location }) => [models, location.file])).toEqual([
        [['a*', 'b*'], 'plugin options'],
        [['c*'], 'precious.config.json'],
      ])
    }
    expect(await judged({ devices }, file)).toEqual([`${usb} latency 1 ms`])
  })
})
