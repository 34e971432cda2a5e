import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { defaultLoaders } from 'cosmiconfig'
import * as z from 'zod/mini'

const path = join(import.meta.dirname, '../../../action.yml')

const actionFile = z.object({
  inputs: z.record(z.string(), z.object({ default: z.string() })),
  outputs: z.record(z.string(), z.unknown()),
})

/** What `action.yml` declares. */
export interface ActionFile {
  /** Of inputs, by name. */
  readonly defaults: Readonly<Record<string, string>>
  readonly outputNames: readonly string[]
}

export function parseActionFile(): ActionFile {
  const { inputs, outputs } = actionFile.parse(defaultLoaders['.yaml'](path, readFileSync(path, 'utf8')))
  const defaults = Object.fromEntries(Object.entries(inputs).map(([name, input]) => [name, input.default]))
  return { defaults, outputNames: Object.keys(outputs) }
}
