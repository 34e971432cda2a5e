import type { PropertyName } from '../analysis/properties.ts'

/** What can be said of one inference, and the unit it is said in. */
export const quantityUnits = {
  /** Time of one inference, in milliseconds. */
  latency: 'ms',
  /** Mean power of the accelerator during back-to-back inferences, in watts. */
  power: 'W',
  /** Energy the accelerator takes for one inference, in millijoules. */
  energy: 'mJ',
  /** Parameter memory as the compiler counts it, cached and streamed together, in bytes. */
  memory: 'B',
  /** Parameter memory held on the chip, in bytes. */
  cached: 'B',
  /** Parameter memory that does not fit on the chip and is sent at every inference, in bytes. */
  streamed: 'B',
  /** The most activation bytes alive at one time. */
  activations: 'B',
  /** Operators that run on the host's CPU. */
  cpuOperators: 'operators',
} as const

export type Quantity = keyof typeof quantityUnits

export type Estimate = KnownEstimate | UnknownEstimate

/** A value with the interval it is expected in, in the unit of its quantity. */
export interface KnownEstimate {
  readonly quantity: Quantity
  /** `read`: as the compiler wrote it into the model. */
  readonly basis: Basis
  readonly value: number
  readonly low: number
  readonly high: number
  readonly coverage: Coverage
  /** Whether the network lies in the region that the estimator was checked on. */
  readonly inEnvelope: boolean
  /** The properties that leave that region. */
  readonly outside: readonly PropertyName[]
}

export type Basis = 'estimated' | 'measured' | 'read'

/** Nothing can be said; `reason` is a clause that follows "because". */
export interface UnknownEstimate {
  readonly quantity: Quantity
  readonly basis: 'unknown'
  readonly reason: string
}

/** How far an interval can be trusted. */
export interface Coverage {
  /** Share of held-out points that fall into such an interval; null where too few points establish it. */
  readonly share: number | null
  /** How many points the interval rests on. */
  readonly points: number
  /** What the points are, where they are not those that the quantity is usually checked on. */
  readonly of?: 'networks' | undefined
}
