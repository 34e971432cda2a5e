import { expect, it } from 'vitest'
import { commandLine } from '../../src/commands/command-line.ts'

it.each([
  [['train', 'data.jsonl', '--out', './my-target.json'], 'precious train data.jsonl --out ./my-target.json'],
  [['train', 'my data.jsonl'], `precious train 'my data.jsonl'`],
  [['train', `ann's.jsonl`], String.raw`precious train 'ann'\''s.jsonl'`],
  [['train', ''], `precious train ''`],
])('shows %j as a shell takes it', (args, text) => {
  const write = (): void => undefined
  expect(commandLine({ args, cwd: '/', env: {}, stdout: { write }, stderr: { write } })).toBe(text)
})
