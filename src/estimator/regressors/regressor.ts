/** The features of one network: numbers in the order of the columns. */
export type Row = readonly number[] | Float64Array

/** What a regressor learns from: one row, one target and one weight for each measured network. */
export interface TrainingData {
  /** All of one length. */
  readonly rows: readonly Row[]
  readonly targets: readonly number[] | Float64Array
  /**
   * How many repetitions of its row each one counts for, so that 0 leaves a row out.
   * @default 1 for each
   */
  readonly weights?: readonly number[] | Float64Array | undefined
}

/** What is fitted: a function from rows to numbers. */
export interface Regressor {
  readonly family: FamilyName
  /** How many features a row has. */
  readonly columns: number
  /**
   * The estimate for one row, always a finite number.
   * @throws RangeError if the row has another number of features, or one that is not finite or beyond 1e100
   */
  predict(row: Row): number
  /** What `parseRegressor` makes a regressor of that predicts exactly the same. */
  toJSON(): unknown
}

/** From the simplest on. */
export const familyNames = ['constant', 'ridge', 'non-negative', 'kernel', 'cart', 'forest', 'boosting'] as const
export type FamilyName = (typeof familyNames)[number]

/** A kind of regressor, with the options that it is fitted by. */
export interface Family<UserOptions, ResolvedOptions> {
  readonly name: FamilyName
  /**
   * The options with all defaults. Where a default depends on the data, it is resolved for so many rows.
   * @throws RangeError if an option is out of its range
   */
  resolve(options: UserOptions, rows: number): ResolvedOptions
  /**
   * The same data, options and seed give the same regressor on every machine.
   * @param seed any safe integer
   * @throws RangeError if rows, targets and weights do not match, or hold no row or numbers that are not finite, or if
   * an option is out of its range
   */
  fit(data: TrainingData, options: UserOptions, seed: number): Regressor
}
