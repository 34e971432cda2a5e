import fc from 'fast-check'
import { describe, expect, test } from 'vitest'
import { locateProperties } from '../../src/budget/locate.ts'

const latency = ['models', 0, 'budgets', 'latency']

describe('JSON', () => {
  const text = `{
  "target": "coral-usb3-max",
  "models": [
    { "match": "a.tflite", "budgets": { "latency": "12 ms",
        "power": { "max": "2 W",
                   "maxIncrease": "5 %" } } },
    {
      "match": ["b.tflite", "{c}.tflite"], "budgets": {}
    }
  ]
}
`
  const lineOf = locateProperties(text, 'precious.config.json')

  test.each<[(string | number)[], number | undefined]>([
    [['target'], 2],
    [['models'], 3],
    [['models', 0], 4],
    [latency, 4],
    [['models', 0, 'budgets', 'power'], 5],
    [['models', 0, 'budgets', 'power', 'maxIncrease'], 6],
    [['models', 1], 7],
    [['models', 1, 'match', 1], 8],
    [['models', 2], undefined],
    [['models', 0, 'budgets', 'energy'], undefined],
    [[], undefined],
  ])('%j is on line %s', (path, line) => {
    expect(lineOf(path)).toBe(line)
  })
})

test('package.json: the key "precious", not another that looks alike', () => {
  const text = `{
  "name": "app",
  "other": { "models": [{ "budgets": { "latency": 1 } }] },
  "precious": {
    "models": [
      { "match": "a.tflite",
        "budgets": { "latency": "5 ms" } }
    ]
  }
}`
  expect(locateProperties(text, '/app/package.json')(latency)).toBe(7)
})

test('JavaScript with comments, strings, templates, regular expressions and helpers around', () => {
  const text = `// models: [{ budgets: { latency: '1 ms' } }]
import { defineConfig } from 'unplugin-precious'
/* export default { models:
 */
const pattern = /[/{"]\\/{/g, half = 4 / 2 / 1
const label = \`models \${[{ models: '}' }].map((entry) => \`\${entry.models}{\`)} {\`
function helper() { return { models: 'not these' } }

export default defineConfig({
  target: 'coral-usb3-max', // { models
  models: [
    { match: 'a/**/*.tflite', 'budgets': {
      latency: '5 ms',
      ["power"]: '2 W',
      energy
      , streamed: helper({ memory: '1 B' }) } },
    // a comment, and a comma at the end
    { match: [\`b\${half}\`], budgets: { throughput: { min: '30 fps', }, }, },
  ],
})
`
  const lineOf = locateProperties(text, 'precious.config.mjs')
  expect(lineOf(latency)).toBe(13)
  expect(lineOf(['models', 0, 'budgets', 'energy'])).toBe(15)
  expect(lineOf(['models', 0, 'budgets', 'streamed'])).toBe(16)
  expect(lineOf(['models', 0, 'budgets', 'memory'])).toBeUndefined()
  expect(lineOf(['models', 0, 'budgets', 'power'])).toBeUndefined()
  expect(lineOf(['models', 1, 'budgets', 'throughput', 'min'])).toBe(18)
  expect(lineOf(['models', 2])).toBeUndefined()
})

test('TypeScript with types before the config, which is exported by name', () => {
  const text = `interface Config {
  models: Model[]
}
const config: Config = {
  models: [
    { match: 'a.tflite',
      budgets: { latency: '5 ms' } as Budgets },
  ],
} satisfies Config
export default config
`
  expect(locateProperties(text, 'precious.config.ts')(latency)).toBe(7)
})

test('CommonJS', () => {
  const text = `const other = { models: [] }
module.exports = {
  models: [{ match: 'a', budgets: {
    latency: '5 ms' } }] }`
  expect(locateProperties(text, 'precious.config.cjs')(latency)).toBe(4)
})

test('entries behind a spread have no line, since their index is not known', () => {
  const text = `export default { models: [
  { match: 'a' },
  ...shared,
  { match: 'b' },
] }`
  const lineOf = locateProperties(text, 'precious.config.js')
  expect(lineOf(['models', 0])).toBe(2)
  expect(lineOf(['models', 1])).toBeUndefined()
  expect(lineOf(['models', 2])).toBeUndefined()
})

test('the last of two equal keys counts, as it does when the code runs', () => {
  const text = `export default { models: [{ budgets: {
  latency: '1 ms',
  latency: '2 ms' } }] }`
  expect(locateProperties(text, 'precious.config.js')(latency)).toBe(3)
})

describe('a list of models that a variable holds', () => {
  const list = "const models = [\n  {\n    match: '*.tflite',\n    budgets: {\n      latency: '5 ms',\n    },\n  },\n]\n"

  test.each([
    ['as a shorthand at the end', "export default { target: 'usb', models }\n"],
    ['as a shorthand before others', "export default { models, target: 'usb' }\n"],
    ['by name', 'export default defineConfig({ models: models })\n'],
  ])('%s', (_, end) => {
    expect(locateProperties(list + end, 'precious.config.ts')(latency)).toBe(5)
  })
})

describe('a value that is more than a name', () => {
  test.each(['list.slice(1)', 'list.toReversed()', 'base && list', 'list[0]', 'list ?? base', '[...list]'])('%s has no line', (value) => {
    const text = `const base = {}\nconst list = [\n  { budgets: { latency: '5 ms' } },\n]\nexport default { models: ${value} }\n`
    expect(locateProperties(text, 'precious.config.mjs')(latency)).toBeUndefined()
  })

  test('nor has a name that is declared twice, or inside a function', () => {
    const list = "const models = [\n  { budgets: { latency: '5 ms' } },\n]\n"
    expect(locateProperties(`${list}${list}export default { models }`, 'a.mjs')(latency)).toBeUndefined()
    expect(locateProperties(`function f() { ${list} }\nexport default { models }`, 'a.mjs')(latency)).toBeUndefined()
  })
})

describe('YAML', () => {
  const text = `# models:
target: coral-usb3-max
models:
  - match: models/*.tflite
    budgets:
      latency: 12 ms  # models: [
      "power": { max: 2 W }
  -
    match:
      - a.tflite
      - "b: c.tflite"
    note: |
      models:
        - not this
    budgets: {energy: 20 mJ}
uncertain: warn
`

  test.each<[(string | number)[], number | undefined]>([
    [['target'], 2],
    [['models'], 3],
    [['models', 0], 4],
    [['models', 0, 'match'], 4],
    [latency, 6],
    [['models', 0, 'budgets', 'power'], 7],
    [['models', 1], 8],
    [['models', 1, 'match'], 9],
    [['models', 1, 'match', 1], 11],
    [['models', 1, 'budgets'], 15],
    [['models', 2], undefined],
    [['uncertain'], 16],
  ])('%j is on line %s', (path, line) => {
    expect(locateProperties(text, '.preciousrc.yaml')(path)).toBe(line)
    expect(locateProperties(text.replaceAll('\n', '\r\n'), '.preciousrc')(path)).toBe(line)
  })

  test('a list may stand as far left as its key', () => {
    const flat = 'models:\n- match: a\n  budgets:\n    latency: 5 ms\n- match: b\nunknown: warn\n'
    const lineOf = locateProperties(flat, 'x.yml')
    expect([lineOf(latency), lineOf(['models', 1]), lineOf(['unknown'])]).toEqual([4, 5, 6])
  })
})

test('a file without an ending may hold JSON', () => {
  expect(locateProperties('{\n"models": [\n{ "budgets": { "latency": 1 } }]}', '.preciousrc')(latency)).toBe(3)
})

test('JSON written in any layout: every key is found on its own line', () => {
  const key = fc.stringMatching(/^[a-zA-Z][a-zA-Z0-9 {}[\]:,/]{0,8}$/)
  const budgets = fc.dictionary(key, fc.oneof(fc.string(), fc.integer(), fc.boolean()), { minKeys: 1 })
  fc.assert(
    fc.property(fc.array(budgets, { minLength: 1, maxLength: 4 }), (entries) => {
      const text = JSON.stringify({ models: entries.map((entry) => ({ budgets: entry })) }, null, 2)
      const lines = text.split('\n')
      const lineOf = locateProperties(text, 'precious.config.json')
      for (const [index, entry] of entries.entries()) {
        for (const name of Object.keys(entry)) {
          const line = lineOf(['models', index, 'budgets', name])
          expect(lines[(line ?? 0) - 1]).toContain(`${JSON.stringify(name)}:`)
        }
      }
    }),
  )
})

test('never throws, whatever the text', () => {
  const part = fc.constantFrom(...'{}[]()`$"\'/\\:,.\n#-| ', '${', '/*', '//', 'models', 'export default', 'a')
  const text = fc.array(part).map((parts) => parts.join(''))
  const file = fc.constantFrom('package.json', 'a.json', 'a.ts', 'a.yaml', '.preciousrc', '')
  fc.assert(
    fc.property(fc.oneof(text, fc.string()), file, (content, name) => {
      expect(() => locateProperties(content, name)(latency)).not.toThrow()
    }),
  )
})

test('takes a large and deep text in its stride', () => {
  const text = `${'['.repeat(100_000)}${'`${'.repeat(50_000)}"${'x'.repeat(1_000_000)}`
  expect(locateProperties(text, 'a.js')(latency)).toBeUndefined()
})
