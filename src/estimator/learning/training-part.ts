import { type KernelFit, fitKernel } from '../regressors/kernel.ts'
import { resolveKernel } from '../regressors/kernel-options.ts'
import type { TrainingData } from '../regressors/regressor.ts'
import { tableOf } from '../regressors/table.ts'
import type { AnalyticLayer } from './learned-estimator.ts'
import { rowsOf, type Sample } from './sample.ts'

/** Samples that candidates learn from, and what several of them need. */
export class TrainingPart {
  readonly samples: readonly Sample[]
  readonly columns: readonly string[]
  readonly seed: number
  /** What the time model starts from; null where it does not apply. */
  readonly start: AnalyticLayer | null
  readonly rows: readonly Float64Array[]
  readonly logs: readonly number[]
  #logKernel: KernelFit | undefined

  constructor(samples: readonly Sample[], { columns, seed, start }: TrainingSetup) {
    this.samples = samples
    this.columns = columns
    this.seed = seed
    this.start = start
    this.rows = rowsOf(samples, columns)
    this.logs = samples.map(({ value }) => Math.log(value))
  }

  /** A kernel machine of the logarithms. */
  get logKernel(): KernelFit {
    this.#logKernel ??= fitKernel(tableOf(this.logData), resolveKernel({}), this.seed)
    return this.#logKernel
  }

  get logData(): TrainingData {
    return { rows: this.rows, targets: this.logs }
  }

  /** The values as they are, weighted so that relative errors count. */
  get plainData(): TrainingData {
    const targets = this.samples.map(({ value }) => value)
    const [least = 1] = targets.toSorted((a, b) => a - b)
    return { rows: this.rows, targets, weights: targets.map((target) => (least / target) ** 2) }
  }

  /** A part of the samples, to decide something by the others. */
  select(indices: readonly number[]): TrainingPart {
    return new TrainingPart(indices.flatMap((index) => this.samples[index] ?? []), this)
  }
}

export interface TrainingSetup {
  readonly columns: readonly string[]
  /** Any safe integer. */
  readonly seed: number
  readonly start: AnalyticLayer | null
}
