import { access } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** Where build tools keep what they may lose: in the `node_modules` of the package that holds a folder. */
export async function usualCacheFolder(root: string): Promise<string> {
  return join(await packageFolder(root), 'node_modules', '.cache', 'precious')
}

/** The same, where packages were installed: a project of another kind gets no `node_modules` from a mere command. */
export async function cacheFolderIfInstalled(root: string): Promise<string | undefined> {
  const folder = await usualCacheFolder(root)
  return await access(dirname(dirname(folder))).then(() => folder, () => undefined)
}

async function packageFolder(root: string): Promise<string> {
  for (let folder = root; ; folder = dirname(folder)) {
    const found = await access(join(folder, 'package.json')).then(() => true, () => false)
    if (found) return folder
    if (dirname(folder) === folder) return root
  }
}
