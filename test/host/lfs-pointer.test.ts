import { describe, expect, it } from 'vitest'
import { parseLfsPointer } from '../../src/host/lfs-pointer.ts'

const sha256 = '4d7a214614ab2935c943f9e0ff69d22eadbb8f32b1258daaa5e2ca24d17e2393'
const text = `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256}\nsize 12345\n`

function parse(pointer: string): ReturnType<typeof parseLfsPointer> {
  return parseLfsPointer(new TextEncoder().encode(pointer))
}

describe('a Git LFS pointer', () => {
  it.each([
    ['as Git LFS writes it', text],
    ['without the last line end', text.trimEnd()],
    ['checked out on Windows', text.replaceAll('\n', '\r\n')],
    ['of the first releases', text.replace('git-lfs.', 'hawser.')],
    ['with extensions', text.replace('oid', `ext-0-foo sha256:${sha256}\next-1-bar sha256:${sha256}\noid`)],
  ])('%s tells hash and size', (_, pointer) => {
    expect(parse(pointer)).toEqual({ sha256, bytes: 12_345 })
  })

  it.each([
    ['is empty', ''],
    ['has another hash', text.replace('sha256:', 'sha512:')],
    ['has a short hash', text.replace('4d7a', '')],
    ['has no size', text.replace(/size.*/, '')],
    ['has a size that is no number', text.replace('12345', '-1')],
    ['has a size beyond all numbers', text.replace('12345', '9'.repeat(400))],
    ['has more after it', `${text}more\n`],
    ['has something before it', `\n${text}`],
    ['names another version', text.replace('v1', 'v2')],
    ['is longer than pointers are', text.replace('oid', `ext-0-${'a'.repeat(1_024)} sha256:${sha256}\noid`)],
  ])('is none where it %s', (_, pointer) => {
    expect(parse(pointer)).toBeUndefined()
  })
})
