import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { cacheFolderIfInstalled, usualCacheFolder } from '../../src/cache/folder.ts'
import { folderWith } from '../host/temporary.ts'

const inPackage = join('node_modules', '.cache', 'precious')

describe('the folder of the cache', () => {
  it('is in node_modules of the project', async () => {
    const folder = folderWith({ 'package.json': '{}' })
    expect(await usualCacheFolder(folder)).toBe(join(folder, inPackage))
  })

  it('is in that of the nearest package above, as where a bundler starts in src', async () => {
    const app = { 'packages/app/package.json': '{}', 'packages/app/src/x/main.js': '' }
    const folder = folderWith({ 'package.json': '{}', ...app })
    expect(await usualCacheFolder(join(folder, 'packages/app/src/x'))).toBe(join(folder, 'packages/app', inPackage))
  })

  it('may be below a folder that is not there yet', async () => {
    const folder = folderWith({ 'package.json': '{}' })
    expect(await usualCacheFolder(join(folder, 'gone/src'))).toBe(join(folder, inPackage))
  })

  it('is none for a command where no packages were installed', async () => {
    expect(await cacheFolderIfInstalled(folderWith({ 'package.json': '{}' }))).toBeUndefined()
    const folder = folderWith({ 'package.json': '{}', 'node_modules/x/package.json': '{}' })
    expect(await cacheFolderIfInstalled(folder)).toBe(join(folder, inPackage))
  })
})
