import type { Analysed } from '../../src/estimator/estimate-demand.ts'
import { type Properties, type PropertyName, propertyNames } from '../../src/analysis/properties.ts'

/** Properties of a network of one operator that takes nothing, changed where a test says so. */
export function propertiesWith(changes: Partial<Record<PropertyName, number>>): Properties {
  const zeros = Object.fromEntries(propertyNames.map((name) => [name, 0]))
  // Every name has a value: the names are the type's own list.
  return { ...zeros, edgetpuOperators: 1, ...changes } as Properties
}

/** The part of an analysis that estimators read, with such properties. */
export function analysedWith(changes: Partial<Record<PropertyName, number>>): Analysed {
  const properties = propertiesWith(changes)
  return { properties, totals: { cpuOperators: properties.cpuOperators } }
}
