import * as z from 'zod/mini'
import { propertiesVersion, type PropertyName, propertyNames } from '../analysis/properties.ts'
import { type Quantity, quantityUnits } from '../estimator/estimate.ts'
import type { Report } from './report.ts'

const quantities = Object.keys(quantityUnits) as [Quantity, ...Quantity[]]
const quantity = z.enum(quantities)
const key = z.enum([...quantities, 'throughput'])
const verdict = z.enum(['within', 'over', 'uncertain', 'unknown'])
const sha256 = z.string().check(z.regex(/^[0-9a-f]{64}$/))
const count = z.int().check(z.gte(0))

const range = { value: z.number(), low: z.number(), high: z.number() }
const figure = z.nullable(z.strictObject({ ...range, source: z.enum(['predicted', 'read']) }))
const knownFigure = z.strictObject({ ...range, source: z.enum(['predicted', 'read']) })
const milliseconds = z.strictObject(range)

const totals = z.strictObject({
  operators: count,
  cpuOperators: count,
  macs: figure,
  tensorSteps: figure,
  parameterPayloadBytes: figure,
  cachedBytes: figure,
  streamedBytes: figure,
  reloadBytes: figure,
  peakActivationBytes: figure,
  toDeviceBytes: knownFigure,
  fromDeviceBytes: knownFigure,
  instructionBytes: figure,
})

const operator = z.strictObject({
  index: count,
  kind: z.string(),
  output: z.string(),
  shape: z.array(count),
  device: z.enum(['edgetpu', 'cpu']),
  because: z.string(),
  macs: z.nullable(z.number()),
  tensorSteps: z.nullable(z.number()),
  parameterBytes: z.nullable(z.number()),
  parameterStorage: z.enum(['none', 'cached', 'streamed']),
  activationBytes: z.number(),
})

const known = z.strictObject({
  quantity,
  basis: z.enum(['estimated', 'measured', 'read']),
  ...range,
  coverage: z.strictObject({ share: z.nullable(z.number()), points: count, of: z.optional(z.literal('networks')) }),
  inEnvelope: z.boolean(),
  outside: z.array(z.enum([...propertyNames])),
})

const unknown = z.strictObject({ quantity, basis: z.literal('unknown'), reason: z.string() })

const estimate = z.union([known, unknown])

const delta = z.union([
  z.strictObject({ ...known.shape, basis: z.literal('estimated'), base: z.number() }),
  unknown,
])

const latency = z.strictObject({
  ...range,
  learntFactor: z.optional(z.number()),
  terms: z.strictObject({
    fixed: milliseconds,
    instructions: milliseconds,
    input: milliseconds,
    streamed: milliseconds,
    compute: milliseconds,
    output: milliseconds,
    cpu: milliseconds,
  }),
})

const sharing = z.strictObject({
  with: z.array(z.string()),
  inferencesPerSwitch: z.number().check(z.gte(1)),
  switchMs: z.nullable(milliseconds),
  estimates: z.array(estimate),
})

const budgetEstimate = z.strictObject({
  ...range,
  basis: z.enum(['estimated', 'measured', 'read']),
  inEnvelope: z.boolean(),
})

const budget = z.strictObject({
  key,
  kind: z.enum(['max', 'min', 'maxIncrease']),
  limit: z.number(),
  text: z.string(),
  level: z.enum(['error', 'warn', 'off']),
  location: z.strictObject({ file: z.string(), line: z.optional(count) }),
  verdict,
  outcome: z.enum(['pass', 'warn', 'fail']),
  use: z.enum(['alone', 'shared']),
  reason: z.nullable(z.string()),
  estimate: z.nullable(budgetEstimate),
  estimateBeside: z.nullable(budgetEstimate),
  increase: z.nullable(z.strictObject(range)),
  standing: z.nullable(z.enum(['new', 'worse', 'known'])),
})

const cause = z.strictObject({
  code: z.enum([
    'streaming', 'cpu', 'compute', 'instructions', 'input', 'output', 'parameters', 'activations', 'power', 'envelope',
    'sharing',
  ]),
  keys: z.array(key),
  text: z.string(),
})

const unreadable = z.strictObject({
  path: z.string(),
  code: z.enum([
    'model/missing',
    'model/unreadable',
    'model/empty',
    'model/not-tflite',
    'model/truncated',
    'model/corrupt',
    'model/unsupported',
    'compiler/timeout',
    'compiler/crashed',
  ]),
  what: z.string(),
  hint: z.string(),
})

/** Shapes in a file may be anything, but products of them are no larger; figures made of these do not overflow. */
const largestProperty = 1e100

/** A report may come from anywhere. */
const property = z.number().check(z.gte(0), z.lte(largestProperty))

const properties = z.strictObject(
  Object.fromEntries(propertyNames.map((name) => [name, property])) as Record<PropertyName, z.ZodMiniNumber>,
)

const change = z.strictObject({
  state: z.enum(['same', 'equal', 'changed', 'new', 'unavailable']),
  renamedFrom: z.nullable(z.string()),
  similarity: z.nullable(z.number()),
  baseSha256: z.nullable(sha256),
  reason: z.nullable(z.string()),
})

const baseline = z.discriminatedUnion('state', [
  z.strictObject({
    state: z.literal('compared'),
    name: z.string(),
    commit: z.nullable(z.string()),
    remarks: z.array(z.string()),
    removed: z.array(z.string()),
  }),
  z.strictObject({ state: z.literal('unavailable'), reason: z.string() }),
])

const measurements = z.strictObject({
  file: z.string(),
  used: count,
  ignored: z.array(z.strictObject({ line: count, reason: z.string() })),
})

/** The report's schema: what `precious check --reporter json` writes. */
export const reportSchema: z.ZodMiniType<Report> = z.strictObject({
  schemaVersion: z.literal(1),
  tool: z.strictObject({ name: z.literal('precious'), version: z.string() }),
  propertiesVersion: z.literal(propertiesVersion),
  estimators: z.array(
    z.strictObject({
      target: z.string(),
      description: z.string(),
      version: z.string(),
      sha256,
      limits: z.array(z.string()),
    }),
  ),
  verdict: z.enum(['passed', 'failed']),
  baseline: z.nullable(baseline),
  measurements: z.nullable(measurements),
  counts: z.strictObject({ within: count, over: count, uncertain: count, unknown: count }),
  models: z.array(
    z.strictObject({
      path: z.string(),
      sha256,
      bytes: count,
      format: z.enum(['plain', 'compiled']),
      notes: z.array(z.string()),
      advice: z.array(z.string()),
      totals,
      properties: z.nullable(properties),
      change: z.nullable(change),
      topOperators: z.array(operator),
      results: z.array(
        z.strictObject({
          target: z.string(),
          estimates: z.array(estimate),
          measured: z.array(known),
          deltas: z.array(delta),
          deltaCauses: z.array(z.string()),
          latency: z.nullable(latency),
          reloadMs: z.nullable(milliseconds),
          sharing: z.nullable(sharing),
          budgets: z.array(budget),
          causes: z.array(cause),
        }),
      ),
    }),
  ),
  unreadable: z.array(unreadable),
  needsMeasurement: z.array(z.strictObject({ path: z.string(), sha256, target: z.string(), keys: z.array(key) })),
})

/** The report's JSON Schema (draft 2020-12). */
export function reportJsonSchema(): Readonly<Record<string, unknown>> {
  return {
    title: 'Precious report',
    description: 'What a run of "precious check" found. Times in ms, power in W, energy in mJ, memory in bytes.',
    ...z.toJSONSchema(reportSchema),
  }
}
