import { Random } from '../../random.ts'

/** Some figures, and all others. */
export interface Fold<Figure> {
  readonly left: readonly Figure[]
  readonly rest: readonly Figure[]
}

/** Units in an order that depends on nothing but the seed and on which units there are. */
export function shuffledUnits(figures: readonly { readonly unit: string }[], random: Random): string[] {
  const units = [...new Set(figures.map(({ unit }) => unit))].sort()
  return random.order(units.length).flatMap((index) => units.slice(index, index + 1))
}

/**
 * Splits figures so that each is left out once, together with its unit: one unit at a time where there are at most
 * `most` of them, else as many folds of several units.
 */
export function foldsOf<Figure extends { readonly unit: string }>(
  figures: readonly Figure[],
  most: number,
): Fold<Figure>[] {
  const units = shuffledUnits(figures, new Random(1))
  const count = Math.min(most, units.length)
  const foldAt = new Map(units.map((unit, index) => [unit, index % count]))
  return Array.from({ length: count }, (_, fold) => ({
    left: figures.filter(({ unit }) => foldAt.get(unit) === fold),
    rest: figures.filter(({ unit }) => foldAt.get(unit) !== fold),
  }))
}
