import { type Properties, type PropertyName, propertyNames } from '../analysis/properties.ts'
import type { Envelope } from './artifact.ts'

/** The properties of a network that lie outside the region that an estimator was checked on. */
export function outsideOf(properties: Properties, { ranges }: Envelope): PropertyName[] {
  return propertyNames.filter((name) => {
    const range = ranges[name]
    return range !== undefined && (properties[name] < range[0] || properties[name] > range[1])
  })
}
