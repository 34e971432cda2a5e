import type { OperatorAnalysis } from '../analysis/analysis.ts'
import type { Properties } from '../analysis/properties.ts'
import { PreciousError } from '../errors.ts'
import type { EstimatorArtifact } from '../estimator/artifact.ts'
import { type Comparable, type Delta, estimateDeltas, hasSameProperties } from '../estimator/delta.ts'
import { type Demand, estimateDemand } from '../estimator/estimate-demand.ts'
import type { BaselineContent } from './baseline.ts'
import { changedOperators, type OperatorChange } from './operator-changes.ts'
import type { Counterpart } from './pair-models.ts'

/**
 * How a model differs from the baseline. `same`: to the byte. `equal`: other bytes, but nothing that an estimator reads
 * differs. `changed`: something does. `new`: the baseline has nothing like it. `unavailable`: the baseline's model could
 * not be read, see `reason`.
 */
export interface ModelChange {
  readonly state: 'same' | 'equal' | 'changed' | 'new' | 'unavailable'
  /** Its path in the baseline, where that is another one; null otherwise. */
  readonly renamedFrom: string | null
  /** Share of operators alike in a model that was renamed and changed; null otherwise. */
  readonly similarity: number | null
  /** Of the baseline's content; null where it was not read or is not there. */
  readonly baseSha256: string | null
  /** Why the baseline's model could not be read, as a sentence; null otherwise. */
  readonly reason: string | null
}

/** A model beside its counterpart in the baseline. */
export interface ModelComparison {
  readonly change: ModelChange
  /** One for each estimator, by target; empty where there is nothing to compare with. */
  readonly targets: ReadonlyMap<string, TargetComparison>
}

/** The two on one target, both by today's estimator. */
export interface TargetComparison {
  readonly deltas: readonly Delta[]
  readonly base: Demand
  readonly head: Demand
  /** What estimators read of the two; undefined where a part of one could not be read. */
  readonly properties: { readonly base: Properties; readonly head: Properties } | undefined
  /** Undefined where the operators of one are not at hand. */
  readonly operators: readonly OperatorChange[] | undefined
}

/** The model of today, as far as it is compared. */
export interface ComparedModel extends Comparable {
  readonly path: string
  readonly sha256: string
  readonly operators: readonly OperatorAnalysis[]
  /** The same by what a compiler made of it, where it was compiled for this run. */
  readonly asCompiled?: Comparable | undefined
}

/** Compares a model with its counterpart; without one it is new. A counterpart that cannot be read is no error. */
export async function compareModel(
  head: ComparedModel,
  counterpart: Counterpart | undefined,
  estimators: readonly EstimatorArtifact[],
): Promise<ModelComparison> {
  if (counterpart === undefined) return { change: { ...untouched, state: 'new' }, targets: new Map() }
  const { path, similarity } = counterpart
  const place = { ...untouched, renamedFrom: path === head.path ? null : path, similarity }
  const base = await contentOf(head, counterpart)
  if (base instanceof PreciousError) {
    const reason = `${base.where ?? path}: ${base.what}. ${base.hint}.`
    return { change: { ...place, state: 'unavailable', reason }, targets: new Map() }
  }
  const alike = likeBase(base, head)
  // Operators that the compiler folded into one are not gone, and those of a plain model are not new.
  const isPairFolded = isFolded(base) !== isFolded(alike)
  const sideOf = (side: ComparedSide): ComparedSide => (isPairFolded ? { ...side, operators: undefined } : side)
  const targets = estimators.map((estimator): [string, TargetComparison] => [
    estimator.target,
    compareOn(sideOf(base), sideOf(alike), estimator),
  ])
  const change = { ...place, state: stateOf(base, alike), baseSha256: base.sha256 }
  return { change, targets: new Map(targets) }
}

const untouched = { renamedFrom: null, similarity: null, baseSha256: null, reason: null } as const

/** The same content need not be read again. */
async function contentOf(head: ComparedModel, counterpart: Counterpart): Promise<BaselineContent | PreciousError> {
  if (counterpart.hasSameContent) return head
  try {
    return await counterpart.model.load()
  } catch (error) {
    if (error instanceof PreciousError) return error
    throw error
  }
}

/** What was predicted is compared with what was predicted, and what was read with what was read. */
function likeBase({ properties }: BaselineContent, head: ComparedModel): ComparedModel {
  return isFolded({ properties }) && head.asCompiled !== undefined ? { ...head, ...head.asCompiled } : head
}

function isFolded({ properties }: Pick<Comparable, 'properties'>): boolean {
  return (properties?.compiledOperators ?? 0) > 0
}

function stateOf(base: BaselineContent, head: ComparedModel): 'same' | 'equal' | 'changed' {
  if (base.sha256 === head.sha256) return 'same'
  return hasSameProperties(base.properties, head.properties) ? 'equal' : 'changed'
}

/** A network as it is compared on one target; without its operators where only figures are at hand. */
export type ComparedSide = Comparable & Pick<BaselineContent, 'operators'>

/** Compares two networks by one estimator. */
export function compareOn(base: ComparedSide, head: ComparedSide, estimator: EstimatorArtifact): TargetComparison {
  const demandOf = ({ properties, cpuOperators }: Comparable): Demand =>
    estimateDemand({ properties, totals: { cpuOperators } }, estimator)
  return {
    deltas: estimateDeltas(base, head, estimator),
    base: demandOf(base),
    head: demandOf(head),
    properties:
      base.properties === undefined || head.properties === undefined
        ? undefined
        : { base: base.properties, head: head.properties },
    operators:
      base.operators === undefined || head.operators === undefined
        ? undefined
        : changedOperators(base.operators, head.operators, estimator),
  }
}
