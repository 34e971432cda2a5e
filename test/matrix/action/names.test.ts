import { describe, expect, it } from 'vitest'
import { mostInComment } from '../../../src/action/comment-body.ts'
import { configOf, modelOf } from '../../action/support/pull-request.ts'
import { dangerous, foreignIn, nothingForeign } from '../../action/support/rendered.ts'
import { openScenario } from '../../action/support/scenario.ts'

/** File names may have everything but a slash. */
const names = [
  '<img src=x onerror=alert(1)>',
  '<!-- unplugin-precious key=precious run=999 attempt=1 -->',
  '![x](javascript:alert(1))',
  '[x](www.evil.example)',
  '@octocat #1 GH-2',
  'a | b `c` \\',
  '::warning file=x::owned',
  'line\n::error file=x,line=1::owned\n::set-output name=verdict::passed',
  '%0A::error::owned%0D',
  '\u001B[31mred\u0007',
  '\u202Egpj',
  '- item',
  '    code',
  '📈 naïve 模型',
  '$x$ **b** __i__ ~~s~~ &lt;',
]

/** A model with another name for the result of its last layer. */
function modelWithName(filters: readonly number[], name: string): Uint8Array {
  const bytes = Buffer.from(modelOf(filters))
  const old = 'conv_2d_2'
  expect(name).toHaveLength(old.length)
  for (let at = bytes.indexOf(old); at !== -1; at = bytes.indexOf(old, at + 1)) bytes.write(name, at, 'latin1')
  return bytes
}

describe.concurrent('names of models and operators', () => {
  it('are shown as text everywhere, whatever is in them', async () => {
    const named = (filters: readonly number[]): Record<string, Uint8Array> =>
      Object.fromEntries(names.map((name) => [`models/${name}.tflite`, modelWithName(filters, '<b>@|`\n::')]))
    const budgets = { activations: '60 KiB', cached: { max: '1 KiB', level: 'warn' } }
    const { server, run } = await openScenario({
      before: {
        'precious.config.json': configOf({ budgets }),
        ...named([16, 32, 16]),
      },
      changes: { ...named([16, 64, 16]), 'models/::error::.tflite': 'broken', 'models/@octocat | `.tflite': '<b>' },
    })
    const { summary, log, outputs, annotations, exitCode } = await run()
    const [comment] = server.comments(7)
    expect(exitCode).toBe(1)
    expect(foreignIn(comment?.body ?? '')).toEqual(nothingForeign)
    expect(foreignIn(summary)).toEqual(nothingForeign)
    expect(comment?.body).toContain('📈 naïve 模型.tflite')
    expect(comment?.body).toContain(`budgets of ${names.length + 1} models`)
    expect(comment?.body.match(/^\| ❌ \|/gm)).toHaveLength(names.length)
    expect(comment?.body).toMatch(/attempt=1 -->$/)
    expect(outputs['verdict']).toBe('failed')
    expect(annotations('error')).toHaveLength(10)
    expect(annotations('warning')).toHaveLength(10)
    for (const { message, properties } of [...annotations('error'), ...annotations('warning')]) {
      expect(message).not.toMatch(dangerous)
      expect(properties['file'] ?? 'none').toMatch(/^(?:precious\.config\.json|models\/.*|none)$/)
    }
    expect(log.replaceAll('\n', ' ')).not.toMatch(dangerous)
    const commands = outsideOfStopped(log).filter((line) => line.startsWith('::') || line.startsWith('##'))
    expect(commands.filter((line) => !/^::(?:add-mask|error|warning)\b/.test(line))).toEqual([])
  })
})

describe.concurrent('300 models over their budgets', () => {
  it('make a comment that GitHub takes: the worst first, the tag last, and a word on what is left out', async () => {
    const longName = 'long-name-'.repeat(8)
    const models = Object.fromEntries(
      Array.from({ length: 300 }, (_, index) => [`models/${longName}${index}.tflite`, modelOf([4 + (index % 8)])]),
    )
    const { server, run } = await openScenario({
      before: { 'precious.config.json': configOf({ budgets: { activations: '1 B', memory: '1 B', latency: '1 us' } }) },
      changes: { ...models, 'models/a.tflite': undefined },
    })
    const { summary, outputs, annotations } = await run()
    const body = server.comments(7)[0]?.body ?? ''
    expect(body.length).toBeGreaterThan(mostInComment * 0.8)
    expect(body.length).toBeLessThan(65_536)
    expect(body.indexOf('| model | latency')).toBeLessThan(1_000)
    expect(body).toMatch(/\*\d+ more rows left out here, none more urgent than these.\*/)
    expect(body).toMatch(/\*\d+ sections left out here for want of room.\*/)
    expect(body).toMatch(/\n\n<!-- unplugin-precious key=precious run=100 attempt=1 -->$/)
    expect(foreignIn(body)).toEqual(nothingForeign)
    expect(outputs['over-count']).toBe('900')
    expect(annotations('error')).toHaveLength(10)
    expect(annotations('error').at(-1)?.message).toContain('891 more')
    expect(Buffer.byteLength(summary)).toBeLessThan(1_048_576)
  })
})

/** The lines of a log that the runner reads commands from. */
function outsideOfStopped(log: string): string[] {
  return log.replaceAll(/^::stop-commands::(\S+)$[^]*?^::\1::$/gm, '').split(/\r?\n/)
}
