import { type Properties, type PropertyName, propertyNames } from '../../src/analysis/properties.ts'

/** Properties of a network of one operator that takes nothing, changed where a test says so. */
export function propertiesWith(changes: Partial<Record<PropertyName, number>>): Properties {
  const zeros = Object.fromEntries(propertyNames.map((name) => [name, 0]))
  // Every name has a value: the names are the type's own list.
  return { ...zeros, edgetpuOperators: 1, ...changes } as Properties
}
