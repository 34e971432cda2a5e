import { readFileSync, readdirSync } from 'node:fs'
import { join } from 'node:path'
import type { Rolldown } from 'tsdown'

/** Licences that allow shipping the package inside ours, as long as their text goes along. */
const permitted: ReadonlySet<string> = new Set([
  '0BSD', 'Apache-2.0', 'BSD-2-Clause', 'BSD-3-Clause', 'BlueOak-1.0.0', 'ISC', 'MIT', 'Python-2.0', 'Unlicense',
])

const licenceFile = /^(?:licen[cs]e|copying|notice)(?:[.-].*)?$/i
const separator = `\n${'-'.repeat(80)}\n\n`

const introduction = 'This package contains code of the following packages, each under its own licence.\n'

interface Package {
  readonly name: string
  readonly version: string
  readonly licence: string
  readonly text: string
}

/** Writes `THIRD_PARTY_LICENSES.txt` beside the bundle: every package whose modules ended up in it. */
export function thirdPartyLicenses(): Rolldown.Plugin {
  return {
    name: 'third-party-licenses',
    generateBundle(_options, bundle): void {
      const moduleIds = Object.values(bundle).flatMap((output) => (output.type === 'chunk' ? output.moduleIds : []))
      this.emitFile({
        type: 'asset',
        fileName: 'THIRD_PARTY_LICENSES.txt',
        source: describeLicences(packageFolders(moduleIds)),
      })
    },
  }
}

/** The folders of the installed packages that the modules belong to, each once. */
export function packageFolders(moduleIds: readonly string[]): readonly string[] {
  const folders = moduleIds.map((id) => /^.*[\\/]node_modules[\\/](?:@[^\\/]+[\\/])?[^\\/]+(?=[\\/])/.exec(id)?.[0])
  return [...new Set(folders.filter((folder) => folder !== undefined))]
}

/**
 * One text with name, version and licence of every package, in the order of their names.
 * @throws {Error} if a package has no licence text, or a licence that nobody has looked at yet
 */
export function describeLicences(folders: readonly string[]): string {
  const sections = folders.map(readPackage)
    .map(({ name, version, licence, text }) => ({ key: `${name}@${version}`, licence, text }))
    .toSorted((a, b) => (a.key < b.key ? -1 : 1))
    .map(({ key, licence, text }) => `${key} (${licence})\n\n${text}\n`)
  return [introduction, ...new Set(sections)].join(separator)
}

function readPackage(folder: string): Package {
  const manifest: Readonly<Record<string, unknown>> = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
  const name = String(manifest['name'])
  const licence = String(manifest['license'])
  const text = readdirSync(folder)
    .filter((file) => licenceFile.test(file))
    .toSorted()
    .map((file) => readFileSync(join(folder, file), 'utf8').replaceAll('\r\n', '\n').trim())
    .join('\n\n')
  if (!permitted.has(licence)) throw new Error(`${name} is bundled, but nobody has looked at its licence: ${licence}`)
  if (text === '') throw new Error(`${name} is bundled, but carries no licence text`)
  return { name, version: String(manifest['version']), licence, text }
}
