import type { Analysis } from '../analysis/analysis.ts'
import type { ModelPair, OperatorPair } from '../comparison/model-pair.ts'
import type { Prediction } from '../comparison/prediction.ts'
import type { TotalPair } from '../comparison/total-pairs.ts'
import { explainDelta } from './delta-causes.ts'
import { pairQuantities, type QuantityPair } from './quantity-pairs.ts'

type Executable = NonNullable<Analysis['executable']>

/** Two models beside each other, as `compare --json` prints them. */
export interface ModelPairReport {
  readonly kind: 'models'
  readonly a: PairedModelReport
  readonly b: PairedModelReport
  readonly targets: readonly TargetPairReport[]
  readonly totals: readonly TotalPair[]
  /** The operators that differ; none for a plain model and what the compiler made of it. */
  readonly operators: readonly OperatorPair[]
  /** What was predicted of the plain model against what the compiler did; null for any other two models. */
  readonly prediction: Prediction | null
}

export interface PairedModelReport extends Pick<Analysis, 'format' | 'notes'> {
  readonly path: string
  readonly sha256: string
  readonly bytes: number
  /** What the compiler made of a compiled model; null for a plain one and where it could not be read. */
  readonly executable: Executable | null
}

export interface TargetPairReport {
  readonly target: string
  readonly quantities: readonly QuantityPair[]
  /** Why they differ, the greatest share of the time first, as sentences. */
  readonly causes: readonly string[]
}

/** A file of a pair. */
export interface PairedFile extends Pick<PairedModelReport, 'path' | 'sha256' | 'bytes'> {
  readonly analysis: Analysis
}

/** Puts together what there is to say of two models. */
export function reportModelPair(a: PairedFile, b: PairedFile, pair: ModelPair): ModelPairReport {
  return {
    kind: 'models',
    a: describe(a),
    b: describe(b),
    targets: [...pair.targets].map(([target, comparison]) => ({
      target,
      quantities: pairQuantities(comparison),
      causes: explainDelta(comparison),
    })),
    totals: pair.totals,
    operators: pair.operators,
    prediction: pair.prediction ?? null,
  }
}

function describe({ path, sha256, bytes, analysis: { format, notes, executable } }: PairedFile): PairedModelReport {
  return { path, sha256, bytes, format, notes, executable: executable ?? null }
}
