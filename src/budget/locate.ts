import { lineOfPath, type PropertyLines, type PropertyPath } from './property-lines.ts'
import { scanObjects, type ScannedText } from './scan-object.ts'
import { scanYaml } from './scan-yaml.ts'

/** Gives a property's line in a config's text, counted from 1; undefined where the text does not spell it out. */
export type LineOf = (path: PropertyPath) => number | undefined

/**
 * Finds the lines of a config's properties. Paths start at the object that holds `models`: in JavaScript and
 * TypeScript the one that is exported, in `package.json` the value of `precious`.
 * Values that code computes have no line. Never throws.
 * @param text what the config file holds
 * @param file its name or path, which tells the language
 */
export function locateProperties(text: string, file: string): LineOf {
  const config = isYaml(text, file) ? scanYaml(text) : findConfig(scanObjects(text), file)
  return (path) => lineOfPath(config, path)
}

/** A file without an ending may hold YAML or JSON. */
function isYaml(text: string, file: string): boolean {
  const name = file.slice(Math.max(file.lastIndexOf('/'), file.lastIndexOf('\\')) + 1)
  const mayBeYaml = /\.ya?ml$/.test(name) || !name.slice(1).includes('.')
  return mayBeYaml && !/^\s*\{/.test(text)
}

function findConfig({ objects, exportStart }: ScannedText, file: string): PropertyLines | undefined {
  if (/(?:^|[\\/])package\.json$/.test(file)) return objects[0]?.entries.get('precious')?.value
  const candidates = objects.filter(({ entries }) => entries.has('models'))
  return candidates.find(({ start }) => start > exportStart) ?? candidates.at(-1)
}
