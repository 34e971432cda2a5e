import { Random } from '../../random.ts'
import { Booster, treesOf } from './booster.ts'
import type { ResolvedBoosting, ResolvedStopping } from './boosting-options.ts'
import { losses } from './loss.ts'
import { selectRows, type Table, tableOf } from './table.ts'

/** Errors that differ by less than this share are equal but for rounding, which must not decide. */
const tie = 1e-9

/** Rows to learn from, and rows to stop by. */
interface Part {
  readonly training: Table
  readonly validation: Table
}

/**
 * How many trees estimate rows best that they were not grown on.
 * @returns 0 where no tree helps, or there are no rows to tell by
 */
export function bestTreeCount(
  table: Table,
  options: ResolvedBoosting,
  stopping: ResolvedStopping,
  seed: number,
): number {
  const random = new Random(seed)
  const runs = partsOf(table, stopping, random).map((part) => new HeldOutRun(part, options, random.uint32()))
  if (runs.length === 0) return 0
  let best = 0
  let least = sumOfErrors(runs)
  for (let count = 1; count <= options.trees && count - best <= stopping.patience; count++) {
    for (const run of runs) run.step()
    const error = sumOfErrors(runs)
    if (error >= least * (1 - tie)) continue
    least = error
    best = count
  }
  return best
}

function sumOfErrors(runs: readonly HeldOutRun[]): number {
  return runs.reduce((sum, run) => sum + run.error(), 0)
}

function partsOf(table: Table, { validation, share, holdouts }: ResolvedStopping, random: Random): Part[] {
  if (validation !== undefined) {
    const checked = tableOf(validation)
    if (checked.columns === table.columns) return [{ training: table, validation: checked }]
    throw new RangeError(`the validation rows have ${checked.columns} features, not ${table.columns}`)
  }
  const order = random.order(table.rows)
  const size = Math.max(1, Math.round(share * table.rows))
  const parts = Math.min(holdouts, Math.floor(table.rows / size))
  if (size === table.rows) return []
  return Array.from({ length: parts }, (_, part) => ({
    validation: selectRows(table, order.slice(part * size, (part + 1) * size)),
    training: selectRows(table, order.toSpliced(part * size, size).sort((a, b) => a - b)),
  }))
}

/** Boosting on the rows of a part, watched on its other rows. */
class HeldOutRun {
  readonly #booster: Booster
  readonly #validation: Table
  readonly #error: (difference: number) => number
  readonly #differences: Float64Array

  constructor({ training, validation }: Part, options: ResolvedBoosting, seed: number) {
    this.#booster = new Booster(training, options, new Random(seed))
    this.#validation = validation
    this.#error = losses[options.loss].error
    this.#differences = validation.targets.map((target) => target - this.#booster.base)
  }

  step(): void {
    const { rows, columns, values } = this.#validation
    const trees = treesOf([this.#booster.step()], columns)
    for (let row = 0; row < rows; row++) {
      this.#differences[row] = (this.#differences[row] ?? 0) - trees.predictAt(values, row * columns)
    }
  }

  /** The sum of the errors by weight. */
  error(): number {
    let sum = 0
    for (const [row, difference] of this.#differences.entries()) {
      sum += (this.#validation.weights[row] ?? 0) * this.#error(difference)
    }
    return sum
  }
}
