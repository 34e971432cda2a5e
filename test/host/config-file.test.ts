import { mkdirSync, mkdtempSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { ConfigFile, ConfigSearch } from '../../src/host/config-file.ts'
import { ConfigProcess } from './config-process.ts'
import { folderWith } from './temporary.ts'

const programFolder = realpathSync(mkdtempSync(join(tmpdir(), 'precious-test-')))
let program: ConfigProcess

beforeAll(async () => {
  program = await ConfigProcess.start(programFolder)
})

afterAll(() => {
  program.stop()
  rmSync(programFolder, { recursive: true })
})

async function load(search: ConfigSearch): Promise<ConfigFile> {
  const loaded = await program.load(search)
  if ('error' in loaded) throw new Error(loaded.error.message)
  return loaded.found
}

async function failToLoad(search: ConfigSearch): Promise<unknown> {
  const loaded = await program.load(search)
  return 'error' in loaded ? loaded.error : loaded
}

const value = { target: 'usb', models: [{ match: 'a.tflite' }] }
const json = JSON.stringify(value)
const yaml = 'target: usb\nmodels:\n  - match: a.tflite\n'
const typescript = `enum Target { usb = 'usb' }
import type { Missing } from './types'
const config = { target: Target.usb as string, models: [{ match: 'a.tflite' }] } satisfies object
export type Config = Missing
export default config
`

describe('finds a config', () => {
  test.each([
    ['package.json', `{ "name": "app", "precious": ${json} }`],
    ['.preciousrc', yaml],
    ['.preciousrc.json', json],
    ['.preciousrc.yaml', yaml],
    ['.preciousrc.yml', yaml],
    ['.config/preciousrc.json', json],
    ['precious.config.json', json],
    ['precious.config.yaml', json],
    ['precious.config.yml', json],
    ['precious.config.mjs', `export default ${json}`],
    ['precious.config.cjs', `module.exports = ${json}`],
    ['precious.config.js', `module.exports = ${json}`],
    ['precious.config.ts', typescript],
    ['precious.config.mts', typescript],
    ['precious.config.cts', `const target: string = 'usb'\nmodule.exports = { ...${json}, target }`],
    ['.preciousrc.ts', typescript],
  ])('in %s', async (name, text) => {
    const directory = folderWith({ 'package.json': '{}', [name]: text })
    const found = await load({ directory })
    expect(found).toEqual({ value, text, filepath: join(directory, name), shownPath: name })
    expect(await load({ directory, path: name })).toEqual(found)
  })

  test('in a TypeScript file that exports as CommonJS does', async () => {
    const directory = folderWith({ 'package.json': '{}', 'precious.config.cts': `export = ${json}` })
    expect((await load({ directory })).value).toEqual(value)
  })

  test('in a .js file that is a module by its package', async () => {
    const directory = folderWith({
      'package.json': '{ "type": "module" }', 'precious.config.js': `export default ${json}`,
    })
    expect((await load({ directory })).value).toEqual(value)
  })

  test('in a module that waits for something', async () => {
    const text = `const value = await Promise.resolve(${json})\nexport default Promise.resolve(value)`
    const directory = folderWith({ 'package.json': '{}', 'precious.config.mjs': text })
    expect((await load({ directory })).value).toEqual(value)
  })

  test('above the working directory, up to the folder of package.json', async () => {
    const config = { 'precious.config.mjs': `export default ${json}` }
    const directory = folderWith({ 'package.json': '{}', ...config, 'src/x/a': '' })
    const found = await load({ directory: join(directory, 'src/x') })
    expect(found.shownPath).toBe('../../precious.config.mjs')
  })

  test('but not above the folder of package.json', async () => {
    const directory = folderWith({ 'precious.config.mjs': `export default ${json}`, 'app/package.json': '{}' })
    const error = await failToLoad({ directory: join(directory, 'app') })
    expect(error).toMatchObject({
      code: 'config/missing',
      message: 'no config was found here or in the folders above, up to the one with package.json. ' +
        'Write precious.config.json with { "target": "coral-usb3-max", "models": [{ "match": "**/*.tflite", ' +
        '"budgets": { "latency": "10 ms" } }] }, or name a config with --config.',
    })
  })

  test('under the name the user gives, even one of another kind of file', async () => {
    const directory = folderWith({ 'configs/strict.json': json, 'precious.config.mjs': 'export default {}' })
    const found = await load({ directory, path: './configs/strict.json' })
    expect(found).toMatchObject({ value, shownPath: 'configs/strict.json' })
  })
})

describe('says what is wrong with a config', () => {
  test.each<[string, string, string, string]>([
    ['precious.config.mjs', `export default {\n  target: 'usb',\n  models: : [],\n}\n`, 'config/unreadable',
      'precious.config.mjs:3: the config has a syntax error: Unexpected token \':\'. Correct the syntax.'],
    ['precious.config.cjs', `module.exports = {\n  models: : [],\n}\n`, 'config/unreadable',
      "precious.config.cjs:2: the config has a syntax error: Unexpected token ':'. Correct the syntax."],
    ['precious.config.ts', `const x: number = 1\nexport default {\n  models: : [],\n}\n`, 'config/unreadable',
      'precious.config.ts:3: the config has a syntax error: Unexpected token. Correct the syntax.'],
    ['precious.config.mjs', `const a = 1\nthrow new Error('no model folder.')\n`, 'config/unreadable',
      'precious.config.mjs:2: the config threw an error: no model folder. ' +
        'Correct the config so that it only exports a value.'],
    ['precious.config.cjs', `\n\nnull.x\n`, 'config/unreadable',
      "precious.config.cjs:3: the config threw an error: Cannot read properties of null (reading 'x'). " +
        'Correct the config so that it only exports a value.'],
    ['precious.config.ts', `const a: number = 1\nthrow new Error('no')\n`, 'config/unreadable',
      'precious.config.ts:2: the config threw an error: no. Correct the config so that it only exports a value.'],
    ['precious.config.mjs', `\nimport x from 'not-installed'\nexport default x\n`, 'config/unreadable',
      'precious.config.mjs:2: the config imports "not-installed", which cannot be found. ' +
        'Install it, or correct the import.'],
    ['precious.config.ts', `\nimport x from 'not-installed'\nexport default x\n`, 'config/unreadable',
      'precious.config.ts:2: the config imports "not-installed", which cannot be found. ' +
        'Install it, or correct the import.'],
    ['.preciousrc.json', `{\n  "target": "usb",\n  "models": }\n`, 'config/unreadable',
      '.preciousrc.json:3: this is not valid JSON: unexpected "}". ' +
        'JSON has no comments, no single quotes and no comma before a closing bracket.'],
    ['.preciousrc.json', `{\n  "target": "usb"\n`, 'config/unreadable',
      '.preciousrc.json:3: this is not valid JSON: the file ends too early. ' +
        'JSON has no comments, no single quotes and no comma before a closing bracket.'],
    ['.preciousrc.yaml', `target: usb\nmodels:\n  - match: a\n - b\n`, 'config/unreadable',
      '.preciousrc.yaml:4: this is not valid YAML: bad indentation of a mapping entry. ' +
        'Check the indentation and quotes around this line.'],
    ['precious.config.mjs', `export default {\n  models: [\n}\n`, 'config/unreadable',
      'precious.config.mjs:3: the config has a syntax error: Unexpected token \'}\'. Correct the syntax.'],
    ['precious.config.mjs', `\nimport { nothing } from 'node:path'\nexport default nothing\n`, 'config/unreadable',
      "precious.config.mjs:2: the config has a syntax error: The requested module 'node:path' does not provide " +
        "an export named 'nothing'. Correct the syntax."],
    ['precious.config.mjs', `import x from './missing.mjs'\nexport default x\n`, 'config/unreadable',
      'precious.config.mjs:1: the config imports "./missing.mjs", which cannot be found. ' +
        'Install it, or correct the import.'],
    ['precious.config.mjs', `export const config = {}\n`, 'config/invalid',
      'precious.config.mjs: the config has no default export or no content. ' +
        'Export an object such as { target: "coral-usb3-max", models: [...] }.'],
    ['precious.config.ts', `export const config: object = {}\n`, 'config/invalid',
      'precious.config.ts: the config has no default export or no content. ' +
        'Export an object such as { target: "coral-usb3-max", models: [...] }.'],
    ['precious.config.mjs', `export default null\n`, 'config/invalid',
      'precious.config.mjs: the config has no default export or no content. ' +
        'Export an object such as { target: "coral-usb3-max", models: [...] }.'],
    ['precious.config.mjs', `export default () => ({})\n`, 'config/invalid',
      'precious.config.mjs: the config exports a function, which is not supported. ' +
        'Export an object such as { target: "coral-usb3-max", models: [...] }.'],
    ['.preciousrc.json', '[]', 'config/invalid',
      '.preciousrc.json: the config is a list, not an object. ' +
        'Write an object such as { target: "coral-usb3-max", models: [...] }.'],
    ['.preciousrc', 'just words', 'config/invalid',
      '.preciousrc: the config is a string, not an object. ' +
        'Write an object such as { target: "coral-usb3-max", models: [...] }.'],
    ['.preciousrc.yaml', ' \n', 'config/invalid',
      '.preciousrc.yaml: the config file is empty. ' +
        'Write an object such as { target: "coral-usb3-max", models: [...] }.'],
  ])('in %s: %j', async (name, text, code, message) => {
    const directory = folderWith({ 'package.json': '{}', [name]: text })
    expect(await failToLoad({ directory })).toMatchObject({ code, message })
    expect(await failToLoad({ directory, path: name })).toMatchObject({ code, message })
  })

  test('in package.json, which is looked at first', async () => {
    const directory = folderWith({ 'package.json': '{\n"precious": {},\n}' })
    expect(await failToLoad({ directory })).toMatchObject({
      code: 'config/unreadable', where: 'package.json:3',
    })
  })

  test('that is a package.json without the key', async () => {
    const directory = folderWith({ 'package.json': '{ "name": "app" }' })
    expect(await failToLoad({ directory, path: 'package.json' })).toMatchObject({
      code: 'config/missing',
      message: 'package.json: the file has no key "precious". Add the config under that key, or name another file.',
    })
  })

  test('that is not there', async () => {
    const directory = folderWith()
    expect(await failToLoad({ directory, path: 'x/precious.json' })).toMatchObject({
      code: 'config/missing',
      message: 'x/precious.json: there is no such config file. Check the path that was given.',
    })
  })

  test('that is a folder', async () => {
    const directory = folderWith()
    mkdirSync(join(directory, 'configs'))
    expect(await failToLoad({ directory, path: 'configs' })).toMatchObject({
      code: 'config/unreadable',
      message: 'configs: this is a folder, not a config file. Name a file, such as precious.config.mjs.',
    })
  })

  test('that is of an unknown kind', async () => {
    const directory = folderWith({ 'precious.toml': 'target = "usb"' })
    expect(await failToLoad({ directory, path: 'precious.toml' })).toMatchObject({
      code: 'config/unreadable',
      message: 'precious.toml: No loader specified for extension ".toml". ' +
        'Use a file that ends in .json, .yaml, .yml, .js, .mjs, .cjs, .ts, .mts, .cts.',
    })
  })
})

describe('a config that is loaded again in the same process', () => {
  const common = 'module.exports ='
  const counting = 'globalThis.loads = (globalThis.loads ?? 0) + 1\n'
  const kinds: readonly (readonly [name: string, exporting: string])[] = [
    ['precious.config.mjs', 'export default'],
    ['precious.config.js', common],
    ['precious.config.cjs', common],
    ['precious.config.ts', 'export default'],
    ['precious.config.mts', 'export default'],
    ['precious.config.cts', common],
    ['precious.config.json', ''],
    ['precious.config.yaml', ''],
  ]
  const modules = kinds.filter(([, exporting]) => exporting !== '')

  /** What is loaded after each of some texts. */
  async function loadEach(name: string, texts: readonly string[]): Promise<unknown[]> {
    const directory = folderWith({ 'package.json': '{}' })
    const values: unknown[] = []
    for (const text of texts) {
      writeFileSync(join(directory, name), text)
      values.push((await load({ directory })).value)
    }
    return values
  }

  test.each(kinds)('has the value of the text that is now in %s', async (name, exporting) => {
    const texts = ['a', 'b', 'c', 'a', 'b'].map((target) => `${exporting} { "target": "${target}" }`)
    expect(await loadEach(name, texts)).toEqual(['a', 'b', 'c', 'a', 'b'].map((target) => ({ target })))
  })

  test.each(modules)('is not evaluated again where %s did not change', async (name, exporting) => {
    const text = `${counting}${exporting} { loads: globalThis.loads }`
    const [first, second, third] = await loadEach(name, [text, text, text])
    expect([second, third]).toEqual([first, first])
  })

  test.each(modules)('is evaluated once for each text of %s', async (name, exporting) => {
    const text = `${counting}${exporting} { loads: globalThis.loads }`
    const values = await loadEach(name, [text, `${text}\n`, `${text}\n`, text, text])
    const loads = values.map((loaded) => Number(Object.values(Object(loaded))[0]))
    const [first = NaN] = loads
    expect(loads.map((count) => count - first)).toEqual([0, 1, 1, 2, 2])
  })

  test.each(modules)('names the line of an error in a later text of %s', async (name, exporting) => {
    const directory = folderWith({ 'package.json': '{}', [name]: `${exporting} {}` })
    await load({ directory })
    writeFileSync(join(directory, name), `\n\nnull.x\n${exporting} {}`)
    expect(await failToLoad({ directory })).toMatchObject({ where: `${name}:3` })
  })

  test.each(modules)('names the line of a syntax error in a later text of %s', async (name, exporting) => {
    const directory = folderWith({ 'package.json': '{}', [name]: `${exporting} {}` })
    await load({ directory })
    writeFileSync(join(directory, name), `\n\n${exporting} { models: : [] }`)
    expect(await failToLoad({ directory })).toMatchObject({ where: `${name}:3` })
  })

  test.each(modules)('has its value again once an error in %s is corrected', async (name, exporting) => {
    const directory = folderWith({ 'package.json': '{}', [name]: 'throw new Error("no")' })
    await failToLoad({ directory })
    writeFileSync(join(directory, name), `${exporting} { target: "a" }`)
    expect((await load({ directory })).value).toEqual({ target: 'a' })
  })

  test('is loaded once a module that was missing is there', async () => {
    const text = "import target from './target.mjs'\nexport default { target }"
    const directory = folderWith({ 'package.json': '{}', 'precious.config.mjs': text })
    await failToLoad({ directory })
    writeFileSync(join(directory, 'target.mjs'), 'export default "a"')
    expect((await load({ directory })).value).toEqual({ target: 'a' })
  })

  test.each(modules)('has the value of the text that is now in %s, also by way of a link', async (name, exporting) => {
    const directory = folderWith({ 'package.json': '{}', [name]: `${exporting} { target: "a" }` })
    symlinkSync(join(directory, name), join(directory, `linked-${name}`))
    await load({ directory })
    await load({ directory, path: `linked-${name}` })
    writeFileSync(join(directory, name), `${exporting} { target: "b" }`)
    expect((await load({ directory })).value).toEqual({ target: 'b' })
    expect((await load({ directory, path: `linked-${name}` })).value).toEqual({ target: 'b' })
  })
})
