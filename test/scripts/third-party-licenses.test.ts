import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { describeLicences, packageFolders } from '../../scripts/third-party-licenses.ts'

let root: string
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'precious-licences-'))
})
afterEach(() => rmSync(root, { recursive: true }))

function install(name: string, license: string, texts: Readonly<Record<string, string>>): string {
  const folder = join(root, 'node_modules', name)
  const files = { 'package.json': JSON.stringify({ name, version: '1.2.3', license }), ...texts }
  for (const [file, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, file)), { recursive: true })
    writeFileSync(join(folder, file), text)
  }
  return folder
}

test('modules belong to the innermost package, scoped or not', () => {
  expect(packageFolders([
    '/app/src/cli.ts',
    '\0rolldown/runtime.js',
    '/app/node_modules/zod/v4/core/core.js',
    '/app/node_modules/zod/v4/core/util.js',
    '/app/node_modules/parse-json/node_modules/@babel/code-frame/lib/index.js',
  ])).toEqual(['/app/node_modules/zod', '/app/node_modules/parse-json/node_modules/@babel/code-frame'])
})

test('every package is listed by name, with its version, licence and texts, whatever order they come in', () => {
  const folders = [
    install('b', 'Apache-2.0', { LICENSE: 'Apache text\r\n', NOTICE: 'Notice' }),
    install('@a/a', 'MIT', { 'license.md': 'MIT text' }),
  ]
  const text = describeLicences(folders)
  expect(text.split(/\n-+\n\n/).slice(1)).toEqual([
    '@a/a@1.2.3 (MIT)\n\nMIT text\n',
    'b@1.2.3 (Apache-2.0)\n\nApache text\n\nNotice\n',
  ])
  expect(describeLicences(folders.toReversed())).toBe(text)
})

test('a package without a licence text stops the build', () => {
  expect(() => describeLicences([install('bare', 'MIT', {})])).toThrow('bare is bundled, but carries no licence text')
})

test('a licence nobody has looked at stops the build', () => {
  expect(() => describeLicences([install('strict', 'GPL-3.0-only', { LICENSE: 'GPL' })])).toThrow('GPL-3.0-only')
})
