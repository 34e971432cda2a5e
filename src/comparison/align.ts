/** Two sequences side by side, in the order of both: what belongs together, and what only one of them has. */
export type Aligned<Item> =
  | { readonly base: Item; readonly head: Item }
  | { readonly base: Item; readonly head?: undefined }
  | { readonly base?: undefined; readonly head: Item }

/** How like each other two items are: 0 where they cannot belong together. */
export type Likeness<Item> = (base: Item, head: Item) => number

/** More pairs than this are not looked at one by one: a file may hold any number of items. */
const mostCells = 4_000_000

/**
 * Aligns two sequences so that the likeness of all pairs is greatest (Needleman and Wunsch, 1970, without a penalty for
 * gaps). What both begin and end with is paired first, so that a small difference in a long sequence takes little time.
 * Where the differing middles are too long for that, their items are paired in order with those that are near.
 */
export function align<Item>(
  base: readonly Item[],
  head: readonly Item[],
  isEqual: (base: Item, head: Item) => boolean,
  likeness: Likeness<Item>,
): Aligned<Item>[] {
  const shorter = Math.min(base.length, head.length)
  const equalAt = (place: number): boolean => areEqual(base.at(place), head.at(place), isEqual)
  let start = 0
  while (start < shorter && equalAt(start)) start++
  let end = 0
  while (end < shorter - start && equalAt(-1 - end)) end++
  const middle = [base, head].map((items) => items.slice(start, items.length - end))
  const [baseMiddle = [], headMiddle = []] = middle
  const isLong = baseMiddle.length * headMiddle.length > mostCells
  return [
    ...pairUp(base.slice(0, start), head.slice(0, start)),
    ...(isLong ? alignInOrder(baseMiddle, headMiddle, isEqual, likeness) : alignBest(baseMiddle, headMiddle, likeness)),
    ...pairUp(base.slice(base.length - end), head.slice(head.length - end)),
  ]
}

function areEqual<Item>(
  base: Item | undefined,
  head: Item | undefined,
  isEqual: (base: Item, head: Item) => boolean,
): boolean {
  return base !== undefined && head !== undefined && isEqual(base, head)
}

function pairUp<Item>(base: readonly Item[], head: readonly Item[]): Aligned<Item>[] {
  return base.flatMap((item, place) => {
    const other = head[place]
    return other === undefined ? [] : [{ base: item, head: other }]
  })
}

function alignBest<Item>(base: readonly Item[], head: readonly Item[], likeness: Likeness<Item>): Aligned<Item>[] {
  const columns = head.length + 1
  // The greatest likeness of what follows each pair of places.
  const best = new Float64Array((base.length + 1) * columns)
  const at = (row: number, column: number): number => best[row * columns + column] ?? 0
  // Asked again on the way back: keeping all answers would take as much memory as the table.
  const likenessAt = (row: number, column: number): number => {
    const [item, other] = [base[row], head[column]]
    return item === undefined || other === undefined ? 0 : likeness(item, other)
  }
  for (let row = base.length - 1; row >= 0; row--) {
    for (let column = head.length - 1; column >= 0; column--) {
      const like = likenessAt(row, column)
      const paired = like > 0 ? like + at(row + 1, column + 1) : 0
      best[row * columns + column] = Math.max(paired, at(row + 1, column), at(row, column + 1))
    }
  }
  const aligned: Aligned<Item>[] = []
  let [row, column] = [0, 0]
  for (;;) {
    const [item, other] = [base[row], head[column]]
    if (item === undefined && other === undefined) return aligned
    const like = likenessAt(row, column)
    if (item !== undefined && other !== undefined && like > 0 && like + at(row + 1, column + 1) >= at(row, column)) {
      aligned.push({ base: item, head: other })
      row++
      column++
    } else if (item !== undefined && (other === undefined || at(row + 1, column) >= at(row, column + 1))) {
      aligned.push({ base: item })
      row++
    } else if (other !== undefined) {
      aligned.push({ head: other })
      column++
    }
  }
}

/**
 * Pairs each item with the next equal one of the other sequence that is near, or else with the one that comes next where
 * the two are alike and that one is not wanted later.
 */
function alignInOrder<Item>(
  base: readonly Item[],
  head: readonly Item[],
  isEqual: (base: Item, head: Item) => boolean,
  likeness: Likeness<Item>,
): Aligned<Item>[] {
  const aligned: Aligned<Item>[] = []
  let next = 0
  for (const [place, item] of base.entries()) {
    const near = head.slice(next, next + lookAhead).findIndex((other) => isEqual(item, other))
    const skipped = Math.max(0, near)
    for (const other of head.slice(next, next + skipped)) aligned.push({ head: other })
    next += skipped
    const other = head[next]
    const isWanted = (one: Item): boolean =>
      base.slice(place + 1, place + 1 + lookAhead).some((later) => isEqual(later, one))
    if (other !== undefined && (near !== -1 || (likeness(item, other) > 0 && !isWanted(other)))) {
      aligned.push({ base: item, head: other })
      next++
    } else {
      aligned.push({ base: item })
    }
  }
  return [...aligned, ...head.slice(next).map((other) => ({ head: other }))]
}

const lookAhead = 50
