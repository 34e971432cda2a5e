import * as z from 'zod/mini'
import { PreciousError } from '../errors.ts'
import type { BudgetKey } from './budget.ts'
import { compileModes } from './compile-mode.ts'
import { isNegated, problemOfGlob } from './glob.ts'
import { type Dimension, exampleOf, nounOf, parseQuantity, patternOf, unitsOf } from './quantity.ts'
import { expecting, oneOf } from './schema-messages.ts'
import type { UserConfig } from './user-config.ts'

/** What each budget's limit measures. */
export const dimensionOfKey: Readonly<Record<BudgetKey, Dimension>> = {
  latency: 'time',
  throughput: 'throughput',
  power: 'power',
  energy: 'energy',
  memory: 'bytes',
  cached: 'bytes',
  streamed: 'bytes',
  activations: 'bytes',
  cpuOperators: 'count',
}

/** A limit on an increase as its author wrote it: a percentage of the baseline, or else a quantity. */
export function isRelative(limit: string | number): limit is string {
  return typeof limit === 'string' && limit.trim().endsWith('%')
}

/** Checks quantities by the parser that reads them later, so that both always agree. */
function parsedAs<Value extends string | number>(dimensionOf: (value: Value) => Dimension): z.core.$ZodCheck<Value> {
  return z.check((context) => {
    try {
      parseQuantity(context.value, dimensionOf(context.value))
    } catch (error) {
      if (!(error instanceof PreciousError)) throw error
      context.issues.push({ code: 'custom', input: context.value, message: sentenceOf(error) })
    }
  })
}

function sentenceOf({ what, hint }: PreciousError): string {
  return `${what}; ${hint.charAt(0).toLowerCase()}${hint.slice(1)}`
}

function quantity(dimension: Dimension): z.ZodMiniString {
  const expectation = `${nounOf(dimension)} such as "${exampleOf(dimension)}"`
  return z
    .string({ error: ({ input }) => sentenceOfKind(input, dimension, expectation) })
    .check(parsedAs(() => dimension), z.meta({ pattern: patternOf(dimension), examples: [exampleOf(dimension)] }))
}

function increase(dimension: Dimension): z.ZodMiniString {
  const pattern = `${patternOf('percentage')}|${patternOf(dimension)}`
  return z
    .string(expecting(`a percentage such as "5 %" or ${nounOf(dimension)} such as "${exampleOf(dimension)}"`))
    .check(
      parsedAs((value) => (isRelative(value) ? 'percentage' : dimension)),
      z.meta({ pattern, examples: ['5 %', exampleOf(dimension)] }),
      z.describe('How much more than the baseline is allowed: a percentage or a quantity.'),
    )
}

/** A whole number, or a text that holds one. */
function count(): z.ZodMiniUnion<readonly [z.ZodMiniNumber, z.ZodMiniString]> {
  const number = z.number().check(parsedAs(() => 'count'))
  return z.union([number, quantity('count')], expecting('a count such as 3'))
}

const level = z.optional(
  oneOf(
    ['error', 'warn', 'off'],
    '"error" (default) fails the run, "warn" only says so, "off" switches the budget off, also for later entries.',
  ),
)

/** A limit without a number says nothing, unless it switches the budget off. */
function needsOne<Limit extends { readonly level?: string | undefined }>(
  ...keys: readonly (keyof Limit & string)[]
): z.core.$ZodCheck<Limit> {
  return z.check((context) => {
    const limit = context.value
    if (context.issues.length > 0 || limit.level === 'off' || keys.some((key) => limit[key] !== undefined)) return
    const named = keys.map((key) => `"${key}"`).join(' or ')
    context.issues.push({ code: 'custom', input: limit, message: `sets no limit; add ${named}, or level "off"` })
  })
}

const most = 'The most that is allowed.'

const countLimit = z.strictObject({
  max: z.optional(count().check(z.describe(most))),
  maxIncrease: z.optional(
    z.union([z.number().check(parsedAs(() => 'count')), increase('count')], expecting('a percentage or a count')),
  ),
  level,
})

const throughputLimit = z.strictObject({
  min: z.optional(quantity('throughput').check(z.describe('The least that is allowed.'))),
  level,
})

function limitOf(dimension: Dimension) {
  return z.strictObject({
    max: z.optional(quantity(dimension).check(z.describe(most))),
    maxIncrease: z.optional(increase(dimension)),
    level,
  })
}

function budget(dimension: Dimension, description: string) {
  const text = `${nounOf(dimension)} such as "${exampleOf(dimension)}"`
  const limit = limitOf(dimension).check(needsOne('max', 'maxIncrease'))
  const either = z.union([quantity(dimension), limit], {
    error: ({ input }) => sentenceOfKind(input, dimension, `${text}, or an object with max, maxIncrease and level`),
  })
  return z.optional(either.check(z.describe(`${description} Units: ${unitsOf(dimension).join(', ')}.`)))
}

/** A bare number is the likeliest mistake, and the quantity parser has the better words for it. */
function sentenceOfKind(input: unknown, dimension: Dimension, expectation: string): string {
  if (typeof input !== 'number') return `must be ${expectation}`
  try {
    parseQuantity(input, dimension)
  } catch (error) {
    if (error instanceof PreciousError) return sentenceOf(error)
  }
  return `must be ${expectation}`
}

const budgets = z.strictObject(
  {
    latency: budget('time', 'Time of one inference.'),
    throughput: z.optional(
      z
        .union([quantity('throughput'), throughputLimit.check(needsOne('min'))], {
          error: ({ input }) =>
            sentenceOfKind(input, 'throughput', 'a throughput such as "30 fps", or an object with min and level'),
        })
        .check(z.describe('Inferences per second, at least. Unit: fps.')),
    ),
    power: budget('power', 'Mean power of the accelerator during back-to-back inferences.'),
    energy: budget('energy', 'Energy the accelerator takes for one inference.'),
    memory: budget('bytes', 'Parameter memory, cached and streamed together.'),
    cached: budget('bytes', 'Parameter memory held on the chip.'),
    streamed: budget('bytes', 'Parameter memory that does not fit on the chip and is sent at every inference.'),
    activations: budget('bytes', 'The most activation bytes alive at one time.'),
    cpuOperators: z.optional(
      z
        .union([...count()._zod.def.options, countLimit.check(needsOne('max', 'maxIncrease'))], {
          error: () => 'must be a count such as 3, or an object with max, maxIncrease and level',
        })
        .check(z.describe('How many operators may run on the CPU of the host.')),
    ),
  },
  expecting('an object such as { latency: "12 ms" }'),
)

const targetName = z.string(expecting('the name of a target or the path of a target file')).check(
  z.check((context) => {
    if (context.value.trim() !== '') return
    context.issues.push({ code: 'custom', input: context.value, message: 'is empty; write the name of a target' })
  }),
)

function targets(description: string) {
  const list = z.array(targetName).check(z.minLength(1, 'is an empty list; write the name of a target'))
  const expected = expecting('the name of a target or a list of them, such as "coral-usb3-max"')
  return z.optional(z.union([targetName, list], expected).check(z.describe(description)))
}

const glob = z.string(expecting('a glob')).check(
  z.check((context) => {
    const message = problemOfGlob(context.value)
    if (message !== undefined) context.issues.push({ code: 'custom', input: context.value, message })
  }),
)

const somethingMatches = z.check<string | readonly string[]>((context) => {
  if ([context.value].flat().some((pattern) => !isNegated(pattern))) return
  const message = 'takes files out but adds none; add a glob without "!"'
  context.issues.push({ code: 'custom', input: context.value, message })
})

const model = z.strictObject(
  {
    match: z
      .union([glob, z.array(glob)], expecting('a glob or a list of globs, such as "models/*.tflite"'))
      .check(somethingMatches, z.describe('Globs of model files, relative to this file. "!" takes files out.')),
    target: targets('Targets of these models: names or paths of target files. Default: the target of the whole config.'),
    budgets: z.optional(budgets.check(z.describe('What one inference may cost.'))),
    allowEmpty: z.optional(
      z.boolean(expecting('true or false')).check(z.describe('Whether "match" may find no file. Default: false.')),
    ),
  },
  expecting('an object such as { match: "models/*.tflite", budgets: { latency: "12 ms" } }'),
)

const deviceExample = '{ models: ["models/a.tflite", "models/b.tflite"] }'

const device = z.strictObject(
  {
    models: z
      .union([glob, z.array(glob)], expecting('a glob or a list of globs, such as "models/*.tflite"'))
      .check(
        somethingMatches,
        z.describe('Globs of the models that use the device in turn, among those that "models" of the config finds.'),
      ),
    inferencesPerSwitch: z.optional(
      z
        .number(expecting('a number of inferences, such as 10'))
        .check(
          z.gte(1, 'must be at least 1, which alternates'),
          z.describe('How many inferences a model does before the next takes over. Default: 1.'),
        ),
    ),
    coCompiled: z.optional(
      z
        .boolean(expecting('true or false'))
        .check(z.describe('Whether the plain models will be compiled together, in this order. Default: false.')),
    ),
  },
  expecting(`an object such as ${deviceExample}`),
)

const config = z.strictObject(
  {
    $schema: z.optional(z.string(expecting('the address of a JSON Schema'))),
    target: targets(
      'Accelerator, link, clock and host that models are estimated for, or several. What ends with .json or has a slash ' +
        'in it is the path of a target file, relative to this file.',
    ),
    models: z
      .array(model, expecting('a list of entries such as { match: "models/*.tflite", budgets: { latency: "12 ms" } }'))
      .check(
        z.minLength(1, 'is empty; add an entry such as { match: "models/*.tflite", budgets: { latency: "12 ms" } }'),
        z.describe('Which models have which budgets. For each budget the first matching entry wins.'),
      ),
    uncertain: z.optional(
      oneOf(
        ['warn', 'error', 'measure'],
        'What a budget does when the interval straddles the limit. "measure" asks for a device. Default: "warn".',
      ),
    ),
    unknown: z.optional(
      oneOf(['error', 'warn'], 'What a budget does when nothing can be said of it. Default: "error".'),
    ),
    compile: z.optional(
      oneOf(
        compileModes,
        'Whether edgetpu_compiler compiles the models: "auto" where it is installed, "require" fails where it is ' +
          'not. Default: "never".',
      ),
    ),
    devices: z.optional(
      z
        .array(device, expecting(`a list of devices such as ${deviceExample}`))
        .check(z.describe('Edge TPUs that several models use in turn. Default: a device for each model.')),
    ),
  },
  expecting('an object with "models"'),
)

/** Validates a config. Quantities and globs are checked, but stay as they were written. */
export const userConfigSchema: z.ZodMiniType<UserConfig> = config

/** Known keys of each object of a config: the config, an entry of `models` or `devices`, its budgets, a limit. */
export const knownKeys: {
  readonly config: readonly string[]
  readonly model: readonly string[]
  readonly device: readonly string[]
  readonly budgets: readonly string[]
  readonly limit: readonly string[]
  readonly throughputLimit: readonly string[]
} = {
  config: Object.keys(config.shape).filter((key) => key !== '$schema'),
  model: Object.keys(model.shape),
  device: Object.keys(device.shape),
  budgets: Object.keys(budgets.shape),
  limit: Object.keys(countLimit.shape),
  throughputLimit: Object.keys(throughputLimit.shape),
}
