import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { precious } from '../commands/captured.ts'
import { learnerWith, rowWith } from '../evaluation/learners.ts'
import { folderWith } from '../host/temporary.ts'

const guide = readFileSync(new URL('../../docs/evaluate.md', import.meta.url), 'utf8')

it('the commands that the guide shows run', async () => {
  const commands = [...guide.matchAll(/^precious (evaluate .*)$/gm)].map(([, command = '']) => command.split(' '))
  const own = rowWith(1_000_000, { target: 'coral-usb3-max', latencyMs: 2 })
  const cwd = folderWith({
    'mine.jsonl': JSON.stringify(own),
    'held-out.jsonl': JSON.stringify(rowWith(1_000, { latencyMs: 1 })),
    'my-estimator.json': JSON.stringify(learnerWith()),
  })
  expect(commands).toHaveLength(3)
  for (const command of commands) expect(await precious(command, { cwd })).toMatchObject({ code: 0 })
})

it('the guide says what every key of the JSON is', async () => {
  const cwd = folderWith({
    'data.jsonl': JSON.stringify(rowWith(1_000, { latencyMs: 1 })),
    'learner.json': JSON.stringify(learnerWith()),
  })
  const { out } = await precious(['evaluate', 'learner.json', 'data.jsonl', '--json'], { cwd })
  const { leftOut, ...found } = JSON.parse(out)
  const keys = [...Object.keys(found), ...Object.keys(leftOut), ...Object.keys(found.bySize[0])]
  for (const key of keys) expect(guide).toContain(`\`${key}\``)
})
