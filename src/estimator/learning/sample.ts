import type { Properties } from '../../analysis/properties.ts'

export type Features = Readonly<Record<string, number>>

/** What training needs of one measurement. */
export interface Sample {
  readonly name: string
  /** What is never split between training and testing. */
  readonly group: string
  /** Of the network; equal ones are repeated measurements. */
  readonly hash: string
  readonly properties: Properties
  /** Properties and all else that estimators may read, by name. */
  readonly features: Features
  /** In the unit of the quantity, above 0. */
  readonly value: number
}

/** Operators that are none of the kinds that the properties count: pooling, concatenation, activations and so on. */
const otherOperators = 'otherOperators'

/** The features that follow from properties. */
export const derivedFeatures: readonly string[] = [otherOperators]

/**
 * What estimators read of a network.
 * @param further numbers beside its properties
 * @throws RangeError where one of them has the name of a property
 */
export function featuresOf(properties: Properties, further: Features = {}): Features {
  const own = withDerived(properties)
  const taken = Object.keys(further).find((name) => Object.hasOwn(own, name))
  if (taken !== undefined) throw new RangeError(`the feature ${taken} has the name of a property`)
  return { ...own, ...further }
}

/** Features with those that follow from properties, where these are there. */
export function withDerived(features: Features): Features {
  const { edgetpuOperators, convolutionOperators, depthwiseOperators, denseOperators, elementwiseOperators } = features
  const counted = [convolutionOperators, depthwiseOperators, denseOperators, elementwiseOperators]
  const others = counted.reduce<number>((left, count) => left - (count ?? 0), edgetpuOperators ?? 0)
  return { ...features, [otherOperators]: Math.max(0, others) }
}

/**
 * The features that differ between samples, in the order in which they come. Those of which one is the other times a
 * constant stay both.
 * @throws RangeError where samples have different features
 */
export function varyingFeatures(samples: readonly Sample[]): readonly string[] {
  const [first] = samples
  if (first === undefined) return []
  const names = Object.keys(first.features)
  for (const { name, features } of samples) {
    const missing = names.find((feature) => features[feature] === undefined)
    const count = Object.keys(features).length
    if (missing !== undefined || count !== names.length) {
      throw new RangeError(`${name} has not the features that ${first.name} has${missing === undefined ? '' : `: ${missing}`}`)
    }
  }
  return names.filter((name) => samples.some(({ features }) => features[name] !== first.features[name]))
}

/** The numbers of each sample in the order of the columns. */
export function rowsOf(samples: readonly Pick<Sample, 'features'>[], columns: readonly string[]): Float64Array[] {
  return samples.map(({ features }) => Float64Array.from(columns, (name) => features[name] ?? Number.NaN))
}

/**
 * The group that each sample is in, as a number: samples of one group or of one network are together, and so is what
 * these are together with.
 */
export function unitedGroups(samples: readonly Pick<Sample, 'group' | 'hash'>[]): readonly number[] {
  const parents = samples.map((_, index) => index)
  const rootOf = (index: number): number => {
    let root = index
    for (let parent = parents[root]; parent !== undefined && parent !== root; parent = parents[root]) root = parent
    parents[index] = root
    return root
  }
  const seen = new Map<string, number>()
  for (const [index, { group, hash }] of samples.entries()) {
    for (const key of [`group ${group}`, `hash ${hash}`]) {
      const other = seen.get(key)
      if (other === undefined) seen.set(key, index)
      else parents[rootOf(index)] = rootOf(other)
    }
  }
  const numbers = new Map<number, number>()
  return samples.map((_, index) => {
    const root = rootOf(index)
    const number = numbers.get(root) ?? numbers.size
    numbers.set(root, number)
    return number
  })
}
