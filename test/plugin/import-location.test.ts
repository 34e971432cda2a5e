import { join } from 'node:path'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import {
  fileOf,
  findModelReferences,
  isModelId,
  locateImport,
  type ModelReference,
  withoutQuery,
} from '../../src/plugin/import-location.ts'

function specifiersIn(source: string): string[] {
  return findModelReferences(source).map(({ specifier }) => specifier)
}

/** The only reference of a source. */
function referenceIn(source: string): ModelReference {
  const [reference, ...others] = findModelReferences(source)
  if (reference === undefined || others.length > 0) throw new Error(`not one reference: ${source}`)
  return reference
}

/** Sources that look like code with models, rather than any text. */
const codeLike = fc
  .array(
    fc.oneof(
      fc.constantFrom('"', "'", '`', '\\', '\n', '\r\n', '\t', '/', '//', '/*', '*/', '<!--', '-->'),
      fc.constantFrom('${', '}', '[', '(', ','),
      fc.constantFrom('.tflite', './a.tflite', '"./a.tflite"', 'new URL(', ', import.meta.url)', 'return', ' '),
      fc.string({ unit: 'binary', maxLength: 4 }),
    ),
    { maxLength: 40 },
  )
  .map((parts) => parts.join(''))

describe('a reference to a model', () => {
  it.each([
    ["import model from './a.tflite'", './a.tflite'],
    ['const model = require("../models/a.tflite")', '../models/a.tflite'],
    ['fetch(`/models/a.tflite`)', '/models/a.tflite'],
    ["import url from './a.tflite?url'", './a.tflite?url'],
    ["import url from '@/a.tflite#part'", '@/a.tflite#part'],
    ["import.meta.glob('./models/*.tflite')", './models/*.tflite'],
    ['load(`./models/${name}.tflite`)', './models/${name}.tflite'],
    [String.raw`say("\"", './a.tflite')`, './a.tflite'],
    [String.raw`load("a \"quoted\" a.tflite")`, String.raw`a \"quoted\" a.tflite`],
    ['<model-view src="./a.tflite"/>', './a.tflite'],
    ["const text = 'it'; import x from \"./it's.tflite\"", "./it's.tflite"],
    ["<p>Don't</p> <model-view src=\"./a.tflite\"/>", './a.tflite'],
    ['x = y.replace(/"/g, ""); load("./a.tflite")', './a.tflite'],
    ["x = /[/'\"]/.test(y) ? load('./a.tflite') : 0", './a.tflite'],
    ['return /`/.test(y) && load("./a.tflite")', './a.tflite'],
    ['const half = (a + b) / 2, model = "./a.tflite", rest = c / 2', './a.tflite'],
  ])('is found in %s', (source, specifier) => {
    expect(specifiersIn(source)).toEqual([specifier])
  })

  it.each([
    ['behind two slashes', "// import a from './a.tflite'"],
    ['in a comment of several lines', "/*\n import a from './a.tflite'\n*/"],
    ['in a comment of a page', "<!-- <img src='./a.tflite'> -->"],
    ['without quotes', 'load(a.tflite)'],
    ['that is open at the end of its line', "load('./a.tflite\n)"],
    ['of another kind', "import a from './a.onnx'"],
  ])('is none %s', (_, source) => {
    expect(specifiersIn(source)).toEqual([])
  })

  it('goes on behind a comment', () => {
    expect(specifiersIn("/* './a.tflite' */ load('./b.tflite') // './c.tflite'\nload('./d.tflite')")).toEqual([
      './b.tflite', './d.tflite',
    ])
  })

  it('is none of a comment where two slashes stand in a text', () => {
    expect(specifiersIn("load('https://example.org/a.tflite'); load('./b.tflite')")).toEqual([
      'https://example.org/a.tflite', './b.tflite',
    ])
  })

  it('is found where a comment is never closed', () => {
    expect(specifiersIn('<p>models/*</p> load("./a.tflite")')).toEqual(['./a.tflite'])
  })
})

describe('the place of a reference', () => {
  it('is its line from 1, and its column from 0 at the opening quote', () => {
    expect(referenceIn("\n\nimport a from './a.tflite'\n")).toMatchObject({ line: 3, column: 14, length: 12 })
  })

  it('counts lines that end as on Windows, whose text has no line end', () => {
    expect(referenceIn("a\r\nb\r\nimport('./a.tflite')\r\nc")).toMatchObject({
      line: 3, column: 7, lineText: "import('./a.tflite')",
    })
  })

  it('counts a tab as one column', () => {
    expect(referenceIn("\t\tload('./a.tflite')")).toMatchObject({ column: 7, lineText: "\t\tload('./a.tflite')" })
  })

  it('counts the lines of texts and comments before it', () => {
    const source = "/*\n*/ `\n` + './a.tflite'"
    expect(referenceIn(source)).toMatchObject({ line: 3, column: 4, lineText: "` + './a.tflite'" })
  })

  it('is where the text begins, which may have several lines', () => {
    expect(referenceIn('x\nload(`\n./a.tflite`)')).toMatchObject({ line: 2, column: 5, lineText: 'load(`' })
  })

  it('is that of each on a line', () => {
    const references = findModelReferences("f('./a.tflite', './b.tflite')")
    expect(references.map(({ line, column }) => [line, column])).toEqual([[1, 2], [1, 16]])
  })

  it('cuts the reference out of its line, and its line out of the source', () => {
    fc.assert(
      fc.property(codeLike, (source) => {
        for (const { specifier, line, column, length, lineText } of findModelReferences(source)) {
          expect(source.split('\n')[line - 1]?.replace(/\r$/, '')).toBe(lineText)
          const [shown = ''] = specifier.split('\n')
          expect(`${lineText}\r`.slice(column + 1)).toContain(shown.replace(/\r$/, ''))
          expect(length).toBe(specifier.length + 2)
        }
      }),
    )
  })
})

describe('references in any text', () => {
  it('are found without an error', () => {
    fc.assert(
      fc.property(fc.oneof(codeLike, fc.string({ unit: 'binary' })), (source) => {
        expect(() => locateImport(`${source}.tflite`, '/app/a.js', '/app/a.tflite')).not.toThrow()
      }),
    )
  })

  it('are found behind anything that ends with its line', () => {
    const withoutBackticks = codeLike.map((source) => source.replaceAll(/`|\/\*|<!--|\.tflite|\n/g, ' '))
    fc.assert(
      fc.property(withoutBackticks, (source) => {
        expect(specifiersIn(`${source.replace(/\\+$/, '')}\nimport './own.tflite'`)).toEqual(['./own.tflite'])
      }),
    )
  })

  // These ended after minutes once; the time limit of a test tells.
  it.each([
    ['on one long line', 'f("./a.tflite");', 150_000],
    ['on many lines', 'f("./a.tflite")\n', 150_000],
    ['that are comments never closed', '/*a"./a.tflite', 150_000],
    ['that are quotes never closed', String.raw`\"`, 1_000_000],
    ['that are classes never closed', '=/[', 700_000],
    ['that are slashes', '= /', 700_000],
    ['that are spaces', '=        \n', 200_000],
  ])('are found at once in megabytes of them %s', (_, part, count) => {
    expect(() => findModelReferences(`${part.repeat(count)}"./z.tflite"`)).not.toThrow()
  })
})

describe('new URL', () => {
  it.each([
    "new URL('./a.tflite', import.meta.url)",
    'new  URL(\n  "./a.tflite"\n  , import.meta.url\n)',
    "new URL(/* @vite-ignore */ './a.tflite', import.meta.url)",
    "new URL(/* webpackChunkName: 'a long name of a chunk', webpackPrefetch: true */ './a.tflite', import.meta.url)",
    'new URL(`./${name}.tflite`, import.meta.url).href',
  ])('is seen around the text in %s', (source) => {
    expect(referenceIn(source).isUrl).toBe(true)
  })

  it.each([
    "new URL('./a.tflite', document.baseURI)",
    "new URL('./a.tflite')",
    "renew URL('./a.tflite', import.meta.url)",
    "URL('./a.tflite', import.meta.url)",
    "new URL('./a.tflite', import.meta.urls)",
    "load('./a.tflite', import.meta.url)",
  ])('is not seen in %s', (source) => {
    expect(referenceIn(source).isUrl).toBe(false)
  })
})

describe('the import of a model', () => {
  const model = '/app/models/a.tflite'
  const located = (source: string, importer = '/app/src/main.js'): string | undefined =>
    locateImport(source, importer, model)?.specifier

  it('is the one whose path leads there, whatever comes before it', () => {
    const source = "f('./models/*.tflite', '@/a.tflite', './a.tflite', '../models/a.tflite?url')"
    expect(located(source)).toBe('../models/a.tflite?url')
  })

  it('is else one of its name that leads nowhere by itself, such as an alias', () => {
    expect(located("f('./old/a.tflite', '../models/*.tflite', '@models/a.tflite')")).toBe('@models/a.tflite')
  })

  it('is else a pattern that matches it', () => {
    expect(located("f('./old/a.tflite', '../models/*.tflite')")).toBe('../models/*.tflite')
  })

  it('is else any of its name, which may be a link', () => {
    expect(located("f('./linked/a.tflite')")).toBe('./linked/a.tflite')
  })

  it.each([
    '../models/*.tflite',
    '../**/*.tflite',
    '../models/[ab].tflite',
    '../{models,weights}/a*.tflite',
    '../models/${name}.tflite',
    '../${folder}/${name}${suffix}.tflite',
    '/models/*.tflite',
    '/**/*.tflite?url',
    '../models/${name}.tflite?url',
  ])('may be the pattern %s', (pattern) => {
    expect(located(`f(\`${pattern}\`)`)).toBe(pattern)
  })

  it('may be a pattern in the folder of the model or above', () => {
    expect(located("f('./*.tflite')", '/app/models/main.js')).toBe('./*.tflite')
    expect(located("f('./models/*.tflite')", '/app/main.js')).toBe('./models/*.tflite')
  })

  it.each(['./*.tflite', '../models/b*.tflite', '../models/x/*.tflite', '!../models/*.tflite', '../models/[.tflite'])(
    'is not the pattern %s',
    (pattern) => {
      expect(located(`f('${pattern}')`)).toBeUndefined()
    },
  )

  it('is not known where code puts it together', () => {
    expect(located("f('../models/' + name + '.tflite')")).toBeUndefined()
  })
})

describe('the file of a reference', () => {
  it.each([
    ['./a.tflite', '/app/src/a.tflite'],
    ['../../a.tflite?url', '/a.tflite'],
    ['/a.tflite', '/a.tflite'],
    ['a.tflite', undefined],
    ['@/a.tflite', undefined],
    ['.hidden/a.tflite', undefined],
  ])('%s is %s', (specifier, file) => {
    expect(fileOf({ specifier }, '/app/src/main.js')).toBe(file)
  })
})

describe('a module id', () => {
  it.each([
    ['/app/a.tflite', true],
    ['/app/a.tflite?url', true],
    ['/app/a.tflite#x', true],
    ['/app/a.tflite.js', false],
    ['\0/app/a.tflite', false],
  ])('%j is that of a model: %s', (id, isModel) => {
    expect(isModelId(id)).toBe(isModel)
  })

  it('is a path without its query, though folders have question marks', () => {
    expect(withoutQuery('/what?/#1/a.tflite?url#x')).toBe('/what?/#1/a.tflite')
  })

  it('stays as it is where it is no model', () => {
    expect(withoutQuery(join('/app', 'a.js?x'))).toBe('/app/a.js?x')
  })
})
