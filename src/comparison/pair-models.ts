import type { OperatorAnalysis } from '../analysis/analysis.ts'
import { PreciousError } from '../errors.ts'
import type { Baseline, BaselineModel } from './baseline.ts'
import { isSameOperator, matchOperators } from './match-operators.ts'

/** A model of today, as far as its counterpart in a baseline is looked for. */
export interface HeadModel {
  readonly path: string
  /** What its content may be called, see `Baseline.contentIdsOf`. */
  readonly contentIds: readonly string[]
  readonly operators: readonly OperatorAnalysis[]
}

/** A model of the baseline that one of today is compared with. */
export interface Counterpart {
  /** Its path in the baseline. */
  readonly path: string
  readonly model: BaselineModel
  readonly hasSameContent: boolean
  /** Share of operators alike, for a model that was found elsewhere and changed as well; null otherwise. */
  readonly similarity: number | null
}

export interface Pairing {
  /** By path of today; models without a counterpart are new. */
  readonly counterparts: ReadonlyMap<string, Counterpart>
  /** Paths of the baseline that no model of today is the counterpart of. */
  readonly removed: readonly string[]
}

/** Below this share of operators alike, a model counts as another one. */
const leastSimilarity = 0.6

/** Models of fewer operators are like too many others. */
const leastOperators = 3

/** More models than this are not read to find out what was renamed. */
const mostCandidates = 40

/**
 * Pairs of operators that are looked at in all to find out what was renamed: two seconds. Beyond, models count as new.
 */
const mostComparisons = 20_000_000

/**
 * Finds for each model the one of the baseline to compare it with: the one at the same path, or else one that is gone
 * from its path and has the same content, or else the most similar one that is gone.
 * @param others paths of today besides those of `heads`: what lies there is not gone
 */
export async function pairModels(
  heads: readonly HeadModel[],
  { models }: Pick<Baseline, 'models'>,
  others: readonly string[] = [],
): Promise<Pairing> {
  const counterparts = new Map<string, Counterpart>()
  for (const { path, contentIds } of heads) {
    const model = models.get(path)
    if (model === undefined) continue
    counterparts.set(path, { path, model, hasSameContent: contentIds.includes(model.contentId), similarity: null })
  }
  const added = heads.filter(({ path }) => !counterparts.has(path))
  const paths = new Set([...heads.map(({ path }) => path), ...others])
  const gone = new Map([...models].filter(([path]) => !paths.has(path)))
  const byContent = pathsByContent(gone)
  for (const { path, contentIds } of added) {
    const same = contentIds.map((id) => byContent.get(id)).find((found) => found !== undefined && found.length > 0)
    const from = same?.shift()
    const model = from === undefined ? undefined : gone.get(from)
    if (from === undefined || model === undefined) continue
    counterparts.set(path, { path: from, model, hasSameContent: true, similarity: null })
    gone.delete(from)
  }
  const unpaired = added.filter(({ path }) => !counterparts.has(path))
  for (const [path, counterpart] of await findSimilar(unpaired, gone)) {
    counterparts.set(path, counterpart)
    gone.delete(counterpart.path)
  }
  return { counterparts, removed: [...gone.keys()].sort() }
}

function pathsByContent(models: ReadonlyMap<string, BaselineModel>): Map<string, string[]> {
  const paths = new Map<string, string[]>()
  for (const [path, { contentId }] of models) {
    const same = paths.get(contentId)
    if (same === undefined) paths.set(contentId, [path])
    else same.push(path)
  }
  return paths
}

/** The most similar pairs first, each model in one at the most. */
async function findSimilar(
  heads: readonly HeadModel[],
  gone: ReadonlyMap<string, BaselineModel>,
): Promise<ReadonlyMap<string, Counterpart>> {
  if (heads.length === 0) return new Map()
  const candidates: { readonly head: string; readonly counterpart: Counterpart; readonly similarity: number }[] = []
  let comparisons = 0
  for (const [path, model] of [...gone].slice(0, mostCandidates)) {
    const operators = await operatorsOf(model)
    for (const head of heads.slice(0, mostCandidates)) {
      if (mostSimilarity(operators, head.operators) < leastSimilarity) continue
      comparisons += operators.length * head.operators.length
      if (comparisons > mostComparisons) break
      const similarity = similarityOf(operators, head.operators)
      const counterpart = { path, model, hasSameContent: false, similarity }
      if (similarity >= leastSimilarity) candidates.push({ head: head.path, counterpart, similarity })
    }
  }
  const found = new Map<string, Counterpart>()
  const taken = new Set<string>()
  for (const { head, counterpart } of candidates.toSorted((a, b) => b.similarity - a.similarity)) {
    if (found.has(head) || taken.has(counterpart.path)) continue
    found.set(head, counterpart)
    taken.add(counterpart.path)
  }
  return found
}

/** None where the model cannot be read: then nothing is known to be like it. */
async function operatorsOf(model: BaselineModel): Promise<readonly OperatorAnalysis[]> {
  try {
    return (await model.load()).operators ?? []
  } catch (error) {
    if (error instanceof PreciousError) return []
    throw error
  }
}

/** Operators of the same kind in the same order that differ in size. */
const alikeInKind = 0.7

/** What their similarity cannot exceed, by the kinds of their operators alone. */
function mostSimilarity(base: readonly OperatorAnalysis[], head: readonly OperatorAnalysis[]): number {
  if (Math.min(base.length, head.length) < leastOperators) return 0
  const counts = new Map<string, number>()
  for (const { kind } of base) counts.set(kind, (counts.get(kind) ?? 0) + 1)
  let common = 0
  for (const { kind } of head) {
    const left = counts.get(kind) ?? 0
    if (left > 0) common++
    counts.set(kind, left - 1)
  }
  return common / Math.max(base.length, head.length)
}

/** Share of the operators of the larger network that have a counterpart in the other. */
function similarityOf(base: readonly OperatorAnalysis[], head: readonly OperatorAnalysis[]): number {
  const larger = Math.max(base.length, head.length)
  const alike = matchOperators(base, head).map((pair) => {
    if (pair.base === undefined || pair.head === undefined) return 0
    return isSameOperator(pair.base, pair.head) ? 1 : alikeInKind
  })
  return alike.reduce<number>((sum, one) => sum + one, 0) / larger
}
