import * as z from 'zod/mini'
import { expecting } from '../../budget/schema-messages.ts'
import { blockNames } from './blocks/names.ts'
import { quantityDocumentation, type QuantityName, quantityNames } from './quantities.ts'
import {
  defaultSpace,
  type LimitName,
  limitNames,
  type Range,
  type ShareName,
  shareNames,
  type Space,
} from './space.ts'

/** A space as a user writes it: what is left out is that of the default space. */
export interface UserSpace {
  readonly $schema?: string | undefined
  readonly blocks?: Space['blocks'] | undefined
  readonly ranges?: { readonly [Name in QuantityName]?: Range | undefined } | undefined
  readonly limits?: { readonly [Name in LimitName]?: number | undefined } | undefined
  readonly onChipLimit?: UserOnChipLimit | undefined
  readonly shares?: { readonly [Name in ShareName]?: number | undefined } | undefined
}

interface UserOnChipLimit {
  readonly share?: number | undefined
  readonly parameterBytes?: Range | undefined
}

/** Beyond these a network is no model for an Edge TPU, and building it would take gigabytes. */
const largest: Readonly<Record<QuantityName, number>> = {
  macs: 1e12,
  parameterBytes: 256 * 1_048_576,
  activationBytes: 256 * 1_048_576,
  depth: 1_000,
  inputBytes: 64 * 1_048_576,
}

function whole(name: QuantityName): z.ZodMiniNumber {
  const expected = expecting(`a whole number from 1 to ${largest[name]}`)
  return z.int(expected).check(z.gte(1, expected), z.lte(largest[name], expected))
}

function range(
  name: QuantityName,
  description = `Lowest and highest goal: ${quantityDocumentation[name]}.`,
): z.ZodMiniOptional<z.ZodMiniType<Range>> {
  const [low, high] = name === 'parameterBytes' ? defaultSpace.onChipLimit.parameterBytes : defaultSpace.ranges[name]
  const ends = z.tuple([whole(name), whole(name)], expecting(`two whole numbers such as [${low}, ${high}]`)).check(
    z.check(({ value, issues }) => {
      if (value[0] <= value[1]) return
      issues.push({ code: 'custom', input: value, message: 'ends below its start; write the lower number first' })
    }),
    z.describe(description),
  )
  return z.optional(ends)
}

function share(description: string): z.ZodMiniOptional<z.ZodMiniNumber> {
  const expected = expecting('a share from 0 to 1')
  return z.optional(z.number(expected).check(z.gte(0, expected), z.lte(1, expected), z.describe(description)))
}

function limit(name: LimitName): z.ZodMiniOptional<z.ZodMiniNumber> {
  return z.optional(whole(name).check(z.describe(`The most ${quantityDocumentation[name]}.`)))
}

const named = blockNames.map((name) => `"${name}"`).join(', ')

const parts = {
  blocks: z.optional(
    z
      .array(z.enum(blockNames, expecting(`one of ${named}`)), expecting('a list of blocks such as ["convolution"]'))
      .check(z.minLength(1, 'is empty; name a block'), z.describe('What networks are made of.')),
  ),
  ranges: z.strictObject(
    {
      macs: range('macs'),
      parameterBytes: range('parameterBytes'),
      activationBytes: range('activationBytes'),
      depth: range('depth'),
      inputBytes: range('inputBytes'),
    },
    expecting('an object such as { "macs": [1000000, 100000000] }'),
  ),
  limits: z.strictObject(
    {
      macs: limit('macs'),
      parameterBytes: limit('parameterBytes'),
      activationBytes: limit('activationBytes'),
    },
    expecting('an object such as { "macs": 1000000000 }'),
  ),
  onChipLimit: z.strictObject(
    {
      share: share('Share of the networks that lie around the memory of the chip.'),
      parameterBytes: range('parameterBytes', 'Lowest and highest goal: bytes of weights and biases of those.'),
    },
    expecting('an object such as { "share": 0.2 }'),
  ),
  shares: z.strictObject(
    {
      cpuOperators: share('Share of the networks with an operator that runs on the CPU.'),
      offGrid: share('Share of the networks whose channel counts are no multiples of 4.'),
      uint8: share('Share of the networks in uint8; the others are int8 with a scale for each channel.'),
    },
    expecting('an object such as { "offGrid": 0.15 }'),
  ),
}

const rangesDocumentation =
  'Where the goals lie, evenly on a logarithmic scale; networks come near them. Only limits are never exceeded.'

const space = z.strictObject(
  {
    $schema: z.optional(z.string(expecting('the address of a JSON Schema'))),
    blocks: parts.blocks,
    ranges: z.optional(parts.ranges.check(z.describe(rangesDocumentation))),
    limits: z.optional(parts.limits.check(z.describe('What no network exceeds.'))),
    onChipLimit: z.optional(parts.onChipLimit.check(z.describe('Extra density around the memory of the chip.'))),
    shares: z.optional(parts.shares.check(z.describe('How many networks have what estimators find hard.'))),
  },
  expecting('an object such as { "ranges": { "macs": [1000000, 100000000] } }'),
)

export const spaceSchema: z.ZodMiniType<UserSpace> = space

/** Known keys of a space and of each object in it. */
export const knownKeys: Readonly<Record<'space' | Exclude<keyof Space, 'blocks'>, readonly string[]>> = {
  space: Object.keys(space.shape).filter((key) => key !== '$schema'),
  ranges: quantityNames,
  limits: limitNames,
  onChipLimit: Object.keys(parts.onChipLimit.shape),
  shares: shareNames,
}

/** The JSON Schema of a space (draft 2020-12), for editors. */
export function spaceJsonSchema(): Readonly<Record<string, unknown>> {
  return {
    title: 'Precious space',
    description: 'What random networks are drawn from. What is left out is that of the default space.',
    ...z.toJSONSchema(spaceSchema, { io: 'input' }),
  }
}
