import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { sha256Of } from '../../src/sha256.ts'
import { precious } from '../commands/captured.ts'
import { rowWith } from '../evaluation/learners.ts'
import { folderWith } from '../host/temporary.ts'

const guide = readFileSync(new URL('../../docs/train.md', import.meta.url), 'utf8')

/** A dozen networks on a target. */
function linesOf(target: string): string {
  const rows = Array.from({ length: 12 }, (_, index) => {
    const name = `network ${index}`
    return rowWith(1_000 * (index + 1), { target, latencyMs: index + 1, network: { hash: sha256Of(name), name, group: name } })
  })
  return rows.map((row) => `${JSON.stringify(row)}\n`).join('')
}

it('the commands that the guide shows run', async () => {
  const commands = [...guide.matchAll(/^precious (train .*)$/gm)].map(([, command = '']) => command.split(' '))
  const cwd = folderWith({ 'mine.jsonl': linesOf('my-host'), 'eagle.jsonl': linesOf('nb201-eagle') })
  expect(commands).toHaveLength(2)
  for (const command of commands) expect(await precious(command, { cwd })).toMatchObject({ code: 0, err: '' })
})
