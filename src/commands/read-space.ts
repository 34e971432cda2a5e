import { resolve } from 'node:path'
import { PreciousError } from '../errors.ts'
import { resolveSpace } from '../generator/sampling/resolve-space.ts'
import { defaultSpace, type Space } from '../generator/sampling/space.ts'
import { readText } from '../host/files.ts'
import { positionOfJsonError } from '../host/json-error.ts'

/** A space has a dozen lines. */
const largestFile = 1_048_576

/**
 * The space of a name or a file.
 * @throws PreciousError `space/unreadable`, `space/invalid`
 */
export async function readSpace(name: string, cwd: string): Promise<Space> {
  if (name === 'default') return defaultSpace
  const code = 'space/unreadable'
  const text = await readText(resolve(cwd, name), { shown: name, what: 'space', code, largestBytes: largestFile })
  return resolveSpace(parse(text.replace(/^\uFEFF/, ''), name), name)
}

function parse(text: string, file: string): unknown {
  try {
    return JSON.parse(text)
  } catch (cause) {
    const line = text.slice(0, positionOfJsonError(text)).split('\n').length
    throw new PreciousError('space/invalid', {
      what: 'this is not valid JSON',
      hint: 'JSON has no comments, no single quotes and no comma before a closing bracket',
      where: `${file}:${line}`,
      cause,
    })
  }
}
