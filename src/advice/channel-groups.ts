import { sumOf } from '../analysis/sum.ts'
import type { Obstacle } from './transformation.ts'

/**
 * A number of channels as a sum of groups. 64 channels joined with 32 others and flattened over 9 pixels are 9 x 64 and
 * 9 x 32.
 */
export type Width = readonly Term[]

interface Term {
  readonly group: number
  readonly times: number
}

/** Channels that stay or go together. */
interface Group {
  readonly length: number
  /** Other groups that it was found to consist of. */
  consistsOf: Width | undefined
  /** Why its length must stay. */
  heldBy: Obstacle | undefined
  /** The operator that made other channels depend on it. */
  tiedBy: number | undefined
}

/**
 * Which channels of a network depend on which. Operators say which widths are equal; what remains are groups whose
 * lengths can be chosen freely, each on its own.
 */
export class ChannelGroups {
  readonly #groups: Group[] = []

  /** Channels of which nothing is known yet. */
  fresh(length: number): Width {
    const group = this.#groups.push({ length, consistsOf: undefined, heldBy: undefined, tiedBy: undefined }) - 1
    return [{ group, times: 1 }]
  }

  /** A width in groups that consist of no others. */
  resolve(width: Width): Width {
    if (width.every(({ group }) => this.#at(group).consistsOf === undefined)) return width
    return joined(width.map(({ group, times }) => repeated(this.#partsOf(group), times)))
  }

  /** A width with the lengths that its groups have, or are given. */
  lengthOf(width: Width, lengthOfGroup: (group: number) => number = (group) => this.#at(group).length): number {
    return sumOf(this.resolve(width), ({ group, times }) => times * lengthOfGroup(group))
  }

  originalLength(group: number): number {
    return this.#at(group).length
  }

  heldBy(group: number): Obstacle | undefined {
    return this.#at(group).heldBy
  }

  tiedBy(group: number): number | undefined {
    return this.#at(group).tiedBy
  }

  /** The groups whose lengths can be chosen. */
  get free(): number[] {
    return this.#groups.flatMap(({ consistsOf, heldBy }, index) => (consistsOf ?? heldBy ? [] : [index]))
  }

  /** Keeps a width as it is. */
  hold(width: Width, obstacle: Obstacle): void {
    for (const { group } of this.resolve(width)) this.#at(group).heldBy ??= obstacle
  }

  /**
   * Makes two widths equal from now on.
   * @param operator the one that needs it; undefined where it gives one width two names
   * @returns whether a choice of lengths is left that keeps them equal; if not, the widths are best held
   */
  equate(first: Width, second: Width, operator: number | undefined): boolean {
    const left = this.resolve(first)
    const right = this.resolve(second)
    if (this.lengthOf(left) !== this.lengthOf(right)) return false
    if (isSame(left, right)) return true
    if (this.#replace(left, right, operator) || this.#replace(right, left, operator)) return true
    const pairs = left.map((term, place) => ({ term, other: right[place] }))
    if (left.length !== right.length || left.length === 1) return false
    return pairs.every(
      ({ term, other }) => other?.times === term.times && this.equate(once(term), once(other), operator),
    )
  }

  /** Makes the only group of a width consist of the groups of another; false where it has several or is part of it. */
  #replace(width: Width, other: Width, operator: number | undefined): boolean {
    const [term] = width
    if (term === undefined || width.length > 1) return false
    if (other.some(({ group, times }) => group === term.group || times % term.times !== 0)) return false
    const group = this.#at(term.group)
    const parts = other.map((part) => ({ group: part.group, times: part.times / term.times }))
    group.consistsOf = parts
    const tiedBy = group.tiedBy ?? operator
    for (const part of parts) this.#at(part.group).tiedBy ??= tiedBy
    if (group.heldBy !== undefined) this.hold(parts, group.heldBy)
    return true
  }

  #partsOf(index: number): Width {
    const group = this.#at(index)
    if (group.consistsOf === undefined) return [{ group: index, times: 1 }]
    group.consistsOf = this.resolve(group.consistsOf)
    return group.consistsOf
  }

  #at(index: number): Group {
    const group = this.#groups[index]
    if (group === undefined) throw new RangeError(`there is no group ${index} of channels`)
    return group
  }
}

/** The sum of widths; each group occurs once in it, however often widths are joined with themselves. */
export function joined(widths: readonly Width[]): Width {
  const times = new Map<number, number>()
  for (const term of widths.flat()) times.set(term.group, (times.get(term.group) ?? 0) + term.times)
  return [...times].map(([group, count]) => ({ group, times: count }))
}

export function repeated(width: Width, times: number): Width {
  return times === 1 ? width : width.map((term) => ({ group: term.group, times: term.times * times }))
}

function once({ group }: Term): Width {
  return [{ group, times: 1 }]
}

function isSame(first: Width, second: Width): boolean {
  return (
    first.length === second.length &&
    first.every(({ group, times }) => second.some((term) => term.group === group && term.times === times))
  )
}
