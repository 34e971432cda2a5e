import { readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import type { UserConfig } from '../../src/budget/user-config.ts'
import type { Network } from '../../src/model/network.ts'
import { writeNetwork } from '../../src/model/tflite/write.ts'
import type { PreciousOptions } from '../../src/plugin/options.ts'
import { resolveOptions } from '../../src/plugin/resolve-options.ts'
import { type Judgement, Session } from '../../src/plugin/session.ts'
import { Sightings } from '../../src/plugin/sightings.ts'
import { reportSchema } from '../../src/report/report-schema.ts'
import { thrownBy } from '../host/temporary.ts'
import { compiled, oneConvolution, separable } from '../report/round-networks.ts'
import { ownTarget } from '../support/own-target.ts'
import { folderWithModels } from './model-folder.ts'

const usb = 'coral-usb3-max'
const configName = 'precious.config.json'

/** Texts and networks by their paths. */
type Files = Readonly<Record<string, string | Network>>

/** Which files import a model, by its path. */
type Imports = Readonly<Record<string, readonly string[]>>

function configText(models: UserConfig['models'], policy: Partial<UserConfig> = {}): string {
  return JSON.stringify({ target: usb, models, ...policy }, undefined, 1)
}

const budget = (latency: string, match = 'models/*.tflite') => ({ match, budgets: { latency } })
const tooSlow = configText([budget('1 us')])
const fastEnough = configText([budget('1 s')])
const warning = configText([{ match: 'models/*.tflite', budgets: { latency: { max: '1 us', level: 'warn' } } }])

/** A project with `models/a.tflite` and a file that imports it, and the builds that a bundler makes of it. */
class Project {
  readonly root: string
  readonly session: Session

  constructor(config: string | undefined, options: PreciousOptions = {}, files: Files = {}) {
    this.root = folderWithModels({
      'package.json': '{}',
      ...(config === undefined ? {} : { [configName]: config }),
      'models/a.tflite': separable(),
      'src/main.js': "\nimport model from '../models/a.tflite'\n",
      ...files,
    })
    this.session = new Session(resolveOptions({ cache: false, ...options }), this.root)
  }

  write(path: string, content: string | Network): void {
    writeFileSync(join(this.root, path), typeof content === 'string' ? content : writeNetwork(content))
  }

  sighted(imports: Imports = { 'models/a.tflite': ['src/main.js'] }): Sightings {
    const sightings = new Sightings()
    for (const [model, importers] of Object.entries(imports)) {
      sightings.note(join(this.root, model))
      for (const importer of importers) sightings.note(join(this.root, model), join(this.root, importer))
    }
    return sightings
  }

  build(imports?: Imports): Promise<Judgement> {
    this.session.begin()
    return this.session.judge(this.sighted(imports), false)
  }

  rebuild(imports?: Imports): Promise<Judgement> {
    this.session.begin()
    return this.session.judge(this.sighted(imports), true)
  }

  watched({ watched }: Judgement): string[] {
    return watched.map((file) => file.slice(this.root.length + 1)).sort()
  }
}

/** The first lines of what is told. */
function told({ errors, warnings }: Judgement): { readonly errors: string[]; readonly warnings: string[] } {
  const heads = (findings: Judgement['errors']): string[] => findings.map(({ text }) => text.split(/ {2}|\n/)[0] ?? '')
  return { errors: heads(errors), warnings: heads(warnings) }
}

/** The models of the report, with how many budgets they have. */
function reported({ report = 'null' }: Judgement): string[] {
  const { models } = reportSchema.parse(JSON.parse(report))
  return models.map(({ path, results }) => `${path} ${results.map(({ budgets }) => budgets.length).join()}`)
}

const head = `models/a.tflite on ${usb}`

describe('a budget that does not hold', () => {
  it('is an error of the build', async () => {
    expect(told(await new Project(tooSlow).build())).toEqual({ errors: [head], warnings: [] })
  })

  it('is a warning where nothing may fail the build', async () => {
    expect(told(await new Project(tooSlow, { failOn: 'never' }).build())).toEqual({ errors: [], warnings: [head] })
  })

  it('is a warning while watching', async () => {
    expect(told(await new Project(tooSlow).rebuild())).toEqual({ errors: [], warnings: [head] })
  })

  it('is a warning where its level is "warn"', async () => {
    expect(told(await new Project(warning).build())).toEqual({ errors: [], warnings: [head] })
  })

  it('is told apart from those of the same model that only warn', async () => {
    const budgets = { latency: '1 us', memory: { max: '1 B', level: 'warn' as const } }
    const { errors, warnings } = await new Project(configText([{ match: 'models/*', budgets }])).build()
    expect(errors.map(({ text }) => /latency|memory/.exec(text)?.[0])).toEqual(['latency'])
    expect(warnings.map(({ text }) => /latency|memory/.exec(text)?.[0])).toEqual(['memory'])
  })

  it('names its line in the config and the import', async () => {
    const [error] = (await new Project(tooSlow).build()).errors
    expect(error?.text.split('\n')).toContain('      precious.config.json:7')
    expect(error?.text.split('\n').at(-1)).toBe('  imported at src/main.js:2:19')
  })

  it('has the place of the first import', async () => {
    const files = { 'src/a.js': "load('../models/a.tflite')" }
    const project = new Project(tooSlow, {}, files)
    const [error] = (await project.build({ 'models/a.tflite': ['src/main.js', 'src/a.js'] })).errors
    expect(error?.place).toMatchObject({
      file: join(project.root, 'src/a.js'), shown: 'src/a.js:1:6', position: { line: 1, column: 5, length: 20 },
    })
    expect(error?.text).toContain('imported at src/a.js:1:6, src/main.js:2:19')
  })

  it('has no place where nobody imports the model', async () => {
    const [error] = (await new Project(tooSlow).build({})).errors
    expect(error?.place).toBeUndefined()
    expect(error?.text).not.toContain('imported')
  })

  it('has the place of an import by way of a link', async () => {
    const project = new Project(tooSlow)
    symlinkSync('../models/a.tflite', join(project.root, 'src/link.tflite'))
    project.write('src/main.js', "import './link.tflite'")
    const [error] = (await project.build({ 'src/link.tflite': ['src/main.js'] })).errors
    expect(error?.place?.shownFile).toBe('src/main.js')
  })

  it('is told for each target', async () => {
    const config = configText([budget('1 us')], { target: [usb, 'coral-pcie-max'] })
    expect(told(await new Project(config).build()).errors).toEqual([head, 'models/a.tflite on coral-pcie-max'])
  })
})

describe('while watching', () => {
  it('a warning is told once', async () => {
    const project = new Project(tooSlow)
    expect((await project.rebuild()).warnings).toHaveLength(1)
    expect((await project.rebuild()).warnings).toHaveLength(0)
  })

  it('a warning stays among what there is to tell', async () => {
    const project = new Project(tooSlow)
    await project.rebuild()
    expect((await project.rebuild()).findings).toHaveLength(1)
  })

  it('a warning is told again when the model changes', async () => {
    const project = new Project(tooSlow)
    await project.rebuild()
    project.write('models/a.tflite', oneConvolution())
    expect((await project.rebuild()).warnings).toHaveLength(1)
  })

  it('a warning is told again when the limit changes', async () => {
    const project = new Project(tooSlow)
    await project.rebuild()
    project.write(configName, configText([budget('2 us')]))
    expect((await project.rebuild()).warnings).toHaveLength(1)
  })

  it('a warning is not told again when its import moves', async () => {
    const project = new Project(tooSlow)
    await project.rebuild()
    project.write('src/main.js', "\n\n\nimport model from '../models/a.tflite'\n")
    expect((await project.rebuild()).warnings).toHaveLength(0)
  })

  it('a warning is told again after it was gone', async () => {
    const project = new Project(tooSlow)
    await project.rebuild()
    project.write(configName, fastEnough)
    expect((await project.rebuild()).findings).toHaveLength(0)
    project.write(configName, tooSlow)
    expect((await project.rebuild()).warnings).toHaveLength(1)
  })

  it('a new warning is told without those that are known', async () => {
    const project = new Project(tooSlow)
    await project.rebuild()
    project.write('models/b.tflite', oneConvolution())
    expect(told(await project.rebuild()).warnings).toEqual([`models/b.tflite on ${usb}`])
  })

  it('a mistake in the config is told once, and nothing of it is left when it is corrected', async () => {
    const project = new Project('{')
    expect((await project.rebuild()).warnings).toHaveLength(1)
    expect((await project.rebuild()).warnings).toHaveLength(0)
    project.write(configName, fastEnough)
    expect((await project.rebuild()).findings).toHaveLength(0)
  })
})

describe('every build that does not go on', () => {
  it('tells all warnings', async () => {
    const project = new Project(warning)
    expect((await project.build()).warnings).toHaveLength(1)
    expect((await project.build()).warnings).toHaveLength(1)
  })
})

describe('the summary', () => {
  it('says what the models take', async () => {
    expect((await new Project(fastEnough).build()).summary).toMatch(
      /^models\/a\.tflite on coral-usb3-max .*\n {2}✔ within {2}latency .*\nPassed: 1 budget of 1 model \(1 within\)\./,
    )
  })

  it('is told once, and again when something changed', async () => {
    const project = new Project(fastEnough)
    const first = (await project.rebuild()).summary
    expect((await project.rebuild()).summary).toBeUndefined()
    project.write('models/a.tflite', oneConvolution())
    expect((await project.rebuild()).summary).not.toBe(first)
  })

  it('is told again after something went wrong', async () => {
    const project = new Project(fastEnough)
    const first = (await project.rebuild()).summary
    project.write(configName, '{')
    expect((await project.rebuild()).summary).toBeUndefined()
    project.write(configName, fastEnough)
    expect((await project.rebuild()).summary).toBe(first)
  })
})

describe('asking whether a build would fail', () => {
  it.each([
    ['yes, with a budget that does not hold', tooSlow, {}, false, true],
    ['no, with budgets that hold', fastEnough, {}, false, false],
    ['no, with a budget that only warns', warning, {}, false, false],
    ['no, while watching', tooSlow, {}, true, false],
    ['no, where nothing may fail it', tooSlow, { failOn: 'never' }, false, false],
    ['yes, with a mistake in the config', '{', {}, false, true],
  ] as const)('is answered: %s', async (_, config, options, isWatching, answer) => {
    const project = new Project(config, options)
    expect(await project.session.fails(project.sighted(), isWatching)).toBe(answer)
  })

  it('does not count as telling', async () => {
    const project = new Project(tooSlow)
    await project.session.fails(project.sighted(), false)
    const { warnings, summary } = await project.rebuild()
    expect(warnings).toHaveLength(1)
    expect(summary).toBeDefined()
  })
})

describe('a model that cannot be read', () => {
  const broken = { 'models/a.tflite': 'not a model at all' }

  it('is an error with its import, and the others are judged', async () => {
    const project = new Project(fastEnough, {}, { ...broken, 'models/b.tflite': separable() })
    const judgement = await project.build()
    expect(judgement.errors.map(({ text }) => text)).toEqual([
      expect.stringMatching(/^models\/a\.tflite: .*\n {2}imported at src\/main\.js:2:19$/),
    ])
    expect(reported(judgement)).toEqual(['models/b.tflite 1'])
  })

  it('is a warning while watching, until it is replaced', async () => {
    const project = new Project(fastEnough, {}, broken)
    expect((await project.rebuild()).warnings).toHaveLength(1)
    project.write('models/a.tflite', separable())
    expect((await project.rebuild()).findings).toHaveLength(0)
  })

  it('is watched', async () => {
    const project = new Project(fastEnough, {}, broken)
    expect(project.watched(await project.rebuild())).toContain('models/a.tflite')
  })
})

describe('a compiled model', () => {
  it('is judged like any other', async () => {
    const project = new Project(fastEnough, {}, { 'models/a.tflite': compiled() })
    const [error] = (await project.build()).errors
    expect(error?.text).toContain('unknown, fails')
  })
})

describe('a config that asks for the compiler', () => {
  const warned = [['never', 0], ['auto', 0], ['require', 1]] as const

  it.each(warned)('with %s is not heeded, with %i warning', async (compile, count) => {
    const project = new Project(configText([budget('1 s')], { compile, unknown: 'warn' }), { scope: 'bundle' })
    const { errors, warnings } = await project.build()
    expect(errors).toEqual([])
    expect(warnings.filter(({ text }) => text.startsWith('compile: "require" is not heeded'))).toHaveLength(count)
  })
})

describe('a config that is missing', () => {
  it('is an error that says how to give one', async () => {
    const { errors, report, summary } = await new Project(undefined).build()
    expect(errors.map(({ text }) => text)).toEqual([expect.stringContaining('give the plugin the option "models"')])
    expect([report, summary]).toEqual([undefined, undefined])
  })

  it('is a warning where nothing may fail the build', async () => {
    const { errors, warnings } = await new Project(undefined, { failOn: 'never' }).build()
    expect([errors.length, warnings.length]).toEqual([0, 1])
  })

  it('is not missed where the options say all', async () => {
    const options = { target: usb, models: [budget('1 us')] }
    const [error] = (await new Project(undefined, options).build()).errors
    expect(error?.text).toContain('plugin options')
  })
})

describe('an entry that matches no file', () => {
  const config = configText([budget('1 s'), budget('1 s', 'none/*.tflite')])

  it('is an error where the scope is the config', async () => {
    const [error] = (await new Project(config).build()).errors
    expect(error?.text).toContain('no file matches "none/*.tflite"')
  })

  it('is none where the scope is the bundle', async () => {
    expect((await new Project(config, { scope: 'bundle' }).build()).findings).toEqual([])
  })
})

describe('a device that models share', () => {
  const devices = [{ models: ['models/a.tflite', 'models/b.tflite'] }]
  const config = configText([budget('1 s')], { devices })
  const files = { 'models/b.tflite': separable() }

  it('is known in builds, also where what the models take is remembered', async () => {
    const project = new Project(config, { emit: true }, files)
    for (const judgement of [await project.build(), await project.build()]) {
      const { models } = reportSchema.parse(JSON.parse(judgement.report ?? ''))
      expect(models.map(({ results }) => results[0]?.sharing?.with)).toEqual([['models/b.tflite'], ['models/a.tflite']])
    }
  })

  it('is refused where it has none of the models, unless only those that are bundled are judged', async () => {
    const [error] = (await new Project(config).build()).errors
    expect(error?.text).toContain('no model of this run matches "models/b.tflite" of a device')
    expect((await new Project(config, { scope: 'bundle' }).build()).findings).toEqual([])
  })
})

describe('the models that are judged', () => {
  const files = { 'models/b.tflite': separable(), 'other/c.tflite': separable() }

  it('are those of the config, and those that are bundled without budgets', async () => {
    const judgement = await new Project(fastEnough, {}, files).build({ 'other/c.tflite': [] })
    expect(reported(judgement)).toEqual(['models/a.tflite 1', 'models/b.tflite 1', 'other/c.tflite 0'])
  })

  it('are only those that are bundled, where that is the scope', async () => {
    const judgement = await new Project(fastEnough, { scope: 'bundle' }, files).build({
      'models/b.tflite': [], 'other/c.tflite': [],
    })
    expect(reported(judgement)).toEqual(['models/b.tflite 1', 'other/c.tflite 0'])
  })

  it('are none where the scope is a bundle without models', async () => {
    const judgement = await new Project(tooSlow, { scope: 'bundle' }).build({})
    expect(judgement.findings).toEqual([])
    expect(reported(judgement)).toEqual([])
  })

  it('leave the config to be watched where it is broken, so that correcting it is noticed', async () => {
    const project = new Project('{', {})
    const broken = await project.rebuild()
    expect(project.watched(broken)).toEqual([configName])
    project.write(configName, fastEnough)
    expect((await project.rebuild()).summary).toContain('Passed')
  })

  it('are watched where an entry matches none of them', async () => {
    const project = new Project(configText([budget('1 s', 'none/*.tflite')]))
    expect(project.watched(await project.rebuild())).toEqual(['models/a.tflite', configName])
  })

  it('are watched, and so is the config', async () => {
    const project = new Project(fastEnough, {}, files)
    const judgement = await project.rebuild({ 'other/c.tflite': [] })
    expect(project.watched(judgement)).toEqual(['models/a.tflite', 'models/b.tflite', 'other/c.tflite', configName])
  })

  it('are those of the last build, not of the ones before', async () => {
    const project = new Project(fastEnough, {}, files)
    await project.rebuild({ 'other/c.tflite': [] })
    rmSync(join(project.root, 'models/b.tflite'))
    expect(reported(await project.rebuild({}))).toEqual(['models/a.tflite 1'])
  })
})

describe('the report', () => {
  it('is the same in every folder, and names no folder', async () => {
    const [one, another] = [new Project(tooSlow), new Project(tooSlow)]
    const { report } = await one.build()
    expect((await another.build()).report).toBe(report)
    expect(report).not.toContain(one.root)
  })

  it('is the same from the cache', async () => {
    const project = new Project(tooSlow, { cache: true })
    const { report } = await project.build()
    const later = new Session(resolveOptions(), project.root)
    expect((await later.judge(project.sighted(), false)).report).toBe(report)
  })
})

describe('the cache', () => {
  it('is in node_modules of the project', async () => {
    const project = new Project(fastEnough, { cache: true })
    await project.build()
    expect(readdirSync(join(project.root, 'node_modules/.cache/precious')).length).toBeGreaterThan(0)
  })

  it('may be in a folder that the options name', async () => {
    const project = new Project(fastEnough, { cache: 'my/cache' })
    await project.build()
    expect(readdirSync(join(project.root, 'my/cache')).length).toBeGreaterThan(0)
  })

  it('is nowhere where it is switched off', async () => {
    const project = new Project(fastEnough)
    await project.build()
    expect(readdirSync(project.root).sort()).toEqual(['models', 'package.json', configName, 'src'])
  })
})

describe('a cost module', () => {
  it('has the targets of the entry that matches, and watches model and config', async () => {
    const project = new Project(configText([{ ...budget('1 s'), target: 'coral-pcie-max' }]))
    const { code, watched } = await project.session.costModule(join(project.root, 'models/a.tflite'))
    expect(code).toContain('"model": "models/a.tflite"')
    expect(code.match(/"coral-[^"]+"/g)).toEqual(['"coral-pcie-max"'])
    expect(watched).toEqual([join(project.root, 'models/a.tflite'), join(project.root, configName)])
  })

  it('of a model that no entry matches has the targets of the config', async () => {
    const project = new Project(fastEnough, {}, { 'other/c.tflite': separable() })
    const { code } = await project.session.costModule(join(project.root, 'other/c.tflite'))
    expect(code.match(/"coral-[^"]+"/g)).toEqual([`"${usb}"`])
  })

  it.each([
    ['the model is broken', fastEnough, 'not a model', 'model/'],
    ['the config is broken', '{', separable(), 'config/unreadable'],
  ])('is an error where %s', async (_, config, model, code) => {
    const project = new Project(config, {}, { 'models/a.tflite': model })
    const error = await thrownBy(() => project.session.costModule(join(project.root, 'models/a.tflite')))
    expect(error).toMatchObject({ code: expect.stringContaining(code) })
  })

  it('is an error where there is no model', async () => {
    const project = new Project(fastEnough)
    const error = await thrownBy(() => project.session.costModule(join(project.root, 'models/gone.tflite')))
    expect(error).toMatchObject({ code: 'model/missing' })
  })
})

describe('the root', () => {
  it('may be an option, relative to the working directory', async () => {
    const project = new Project(fastEnough)
    const session = new Session(resolveOptions({ root: project.root, cache: false }), '/nowhere')
    expect(session.root).toBe(project.root)
    expect(reported(await session.judge(project.sighted(), false))).toEqual(['models/a.tflite 1'])
  })
})

describe('a target file', () => {
  const own = (fixedMs: number): string => JSON.stringify(ownTarget('mine', fixedMs))
  const config = configText([budget('4 ms')], { target: './mine.json' })

  it('is watched, and its content counts in the next build, also where results are kept', async () => {
    const project = new Project(config, { cache: true }, { 'mine.json': own(3) })
    const first = await project.rebuild()
    expect(told(first)).toEqual({ errors: [], warnings: [] })
    expect(project.watched(first)).toContain('mine.json')
    expect(await project.session.configFiles()).toEqual([configName, 'mine.json'].map((path) => join(project.root, path)))
    project.write('mine.json', own(5))
    expect(told(await project.rebuild()).warnings).toEqual(['models/a.tflite on mine'])
  })

  it('that is missing is watched for, beside the config that names it', async () => {
    const project = new Project(config)
    const judgement = await project.rebuild()
    expect(told(judgement).warnings).toEqual([expect.stringContaining('mine.json: there is no such file')])
    expect(project.watched(judgement)).toEqual(['mine.json', configName])
    project.write('mine.json', own(3))
    expect(told(await project.rebuild()).warnings).toEqual([])
  })

  it('is what a cost module gives the estimates of', async () => {
    const project = new Project(config, {}, { 'mine.json': own(5) })
    const { code, watched } = await project.session.costModule(join(project.root, 'models/a.tflite'))
    expect(code).toContain('"mine"')
    expect(watched).toContain(join(project.root, 'mine.json'))
  })
})
