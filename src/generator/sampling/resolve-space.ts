import * as z from 'zod/mini'
import { PreciousError } from '../../errors.ts'
import { nearest } from '../../nearest.ts'
import { blockNames } from './blocks/names.ts'
import { pointsForOne, roomIn } from './goals.ts'
import { defaultSpace, limitNames, type Space } from './space.ts'
import { knownKeys, spaceSchema, type UserSpace } from './space-schema.ts'

/**
 * A space with all that its author left out.
 * @param user what the file holds
 * @param file its path as the user knows it
 * @throws PreciousError `space/invalid` that names each key that is wrong
 */
export function resolveSpace(user: unknown, file: string): Space {
  const parsed = z.safeParse(spaceSchema, user, { reportInput: true })
  if (!parsed.success) throw invalid(parsed.error.issues.flatMap(problemsOfIssue), file)
  const space = withDefaults(parsed.data)
  const contradictions = contradictionsIn(space)
  if (contradictions.length > 0) throw invalid(contradictions, file)
  const room = roomIn(space)
  if (room !== 'enough') throw invalid([roomWords[room]], file)
  return space
}

const roomWords: Readonly<Record<'little' | 'none', string>> = {
  none: 'ranges exclude one another or hardly overlap: no network of these blocks was found in all of them at once',
  little:
    `ranges hardly overlap: networks of these blocks can lie at fewer than 1 in ${pointsForOne} of their points; ` +
    'narrow the wide ones to what the narrow ones leave room for',
}

function withDefaults({ blocks, ranges, limits, onChipLimit, shares }: UserSpace): Space {
  return {
    blocks: blocks === undefined ? defaultSpace.blocks : [...new Set(blocks)],
    ranges: filled(defaultSpace.ranges, ranges),
    limits: filled(defaultSpace.limits, limits),
    onChipLimit: filled(defaultSpace.onChipLimit, onChipLimit),
    shares: filled(defaultSpace.shares, shares),
  }
}

function filled<Part extends object>(
  defaults: Part,
  given: { readonly [Key in keyof Part]?: Part[Key] | undefined } = {},
): Part {
  return { ...defaults, ...Object.fromEntries(Object.entries(given).filter(([, value]) => value !== undefined)) }
}

function contradictionsIn(space: Space): readonly string[] {
  const { ranges, limits, onChipLimit } = space
  const beyond = limitNames
    .filter((name) => ranges[name][1] > limits[name])
    .map((name) => `ranges.${name} ends at ${ranges[name][1]}, above limits.${name} of ${limits[name]}`)
  const isHighest = onChipLimit.share > 0 && onChipLimit.parameterBytes[1] > limits.parameterBytes
  const end = `onChipLimit.parameterBytes ends at ${onChipLimit.parameterBytes[1]}`
  const chip = `${end}, above limits.parameterBytes of ${limits.parameterBytes}`
  return [...beyond, ...(isHighest ? [`${chip}; lower it, or set onChipLimit.share to 0`] : []), ...outside(space)]
}

function outside({ ranges, onChipLimit: { share, parameterBytes } }: Space): readonly string[] {
  const [low, high] = ranges.parameterBytes
  if (share === 0 || (parameterBytes[0] >= low && parameterBytes[1] <= high)) return []
  const place = `onChipLimit.parameterBytes of [${parameterBytes.join(', ')}] lies outside ranges.parameterBytes`
  return [`${place} of [${low}, ${high}]; widen that, or set onChipLimit.share to 0`]
}

function problemsOfIssue(issue: z.core.$ZodIssue): readonly string[] {
  if (issue.code === 'unrecognized_keys') return issue.keys.map((key) => unknownKey(issue.path, key))
  const shown = issue.path.length === 0 ? 'the space' : showPath(issue.path)
  return [`${shown} ${issue.message}${adviceOnBlock(issue)}`]
}

/** A block that is misspelt. */
function adviceOnBlock({ path, input }: z.core.$ZodIssue): string {
  const near = path[0] === 'blocks' && typeof input === 'string' ? nearest(input, blockNames) : undefined
  return near === undefined ? '' : `; the nearest known one is "${near}"`
}

function unknownKey(path: readonly PropertyKey[], key: string): string {
  const [part] = path
  const isPart = part === 'ranges' || part === 'limits' || part === 'onChipLimit' || part === 'shares'
  const known = knownKeys[isPart ? part : 'space']
  const near = nearest(key, known)
  const advice = near === undefined ? `known are ${known.join(', ')}` : `the nearest known one is "${near}"`
  return `${showPath([...path, key])} is not a known key; ${advice}`
}

/** `ranges.macs[1]` */
function showPath(path: readonly PropertyKey[]): string {
  return path.map((key) => (typeof key === 'number' ? `[${key}]` : `.${String(key)}`)).join('').slice(1)
}

/** Problems that a message lists. */
const problemsNamed = 5

function invalid(problems: readonly string[], where: string): PreciousError {
  const rest = problems.length - problemsNamed
  const named = problems.slice(0, problemsNamed).join('\n')
  const what = rest > 0 ? `${named}\nand ${rest} more problems` : named
  return new PreciousError('space/invalid', { what, hint: 'Correct the space; docs/generate.md lists its keys', where })
}
