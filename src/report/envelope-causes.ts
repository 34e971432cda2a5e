import { type Properties, propertyDocumentation, type PropertyName } from '../analysis/properties.ts'
import type { Quantity } from '../estimator/estimate.ts'
import type { Envelope } from '../estimator/artifact.ts'
import type { Demand } from '../estimator/estimate-demand.ts'
import { formatBytes, formatCount } from './format.ts'
import type { Cause } from './report.ts'

/** Properties that leave the checked range, and the quantities that they make doubtful. */
interface Doubt {
  readonly quantities: readonly Quantity[]
  readonly properties: PropertyName[]
}

/** What leaves the checked range: one sentence for all properties that concern the same quantities. */
export function explainEnvelope(values: Properties | undefined, { estimates, envelope }: Demand): Cause[] {
  if (values === undefined) return []
  const quantitiesOf = new Map<PropertyName, Quantity[]>()
  for (const estimate of estimates) {
    for (const property of estimate.basis === 'unknown' ? [] : estimate.outside) {
      quantitiesOf.set(property, [...(quantitiesOf.get(property) ?? []), estimate.quantity])
    }
  }
  const doubts = new Map<string, Doubt>()
  for (const [property, quantities] of quantitiesOf) {
    const doubt = doubts.get(quantities.join()) ?? { quantities, properties: [] }
    doubt.properties.push(property)
    doubts.set(quantities.join(), doubt)
  }
  return [...doubts.values()].map((doubt) => envelopeCause(doubt, values, envelope))
}

function envelopeCause({ quantities, properties }: Doubt, values: Properties, { ranges }: Envelope): Cause {
  const names = properties
    .map((name) => {
      const figures = `here ${figureOf(name, values[name])}, ${checkedRange(name, ranges[name])}`
      return `${propertyDocumentation[name]} (${figures})`
    })
    .join('; ')
  return {
    code: 'envelope',
    keys: quantities.includes('latency') ? [...quantities, 'throughput'] : quantities,
    text: `The network lies outside what the estimator was checked on: ${names}.`,
  }
}

function checkedRange(name: PropertyName, [low, high]: readonly [number, number] = [0, 0]): string {
  if (high === 0) return 'checked without any'
  const most = figureOf(name, high)
  return low === 0 ? `checked up to ${most}` : `checked from ${figureOf(name, low)} to ${most}`
}

function figureOf(name: PropertyName, value: number): string {
  return /Bytes(?:Low|High)?$/.test(name) ? formatBytes(value) : formatCount(value)
}
