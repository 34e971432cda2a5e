import { boosting } from './boosting.ts'
import { cart } from './cart.ts'
import { constant } from './constant.ts'
import { forest } from './forest.ts'
import { kernel } from './kernel.ts'
import { nonNegative } from './non-negative.ts'
import { ridge } from './ridge.ts'

/** All families by name, from the simplest on. */
export const families: {
  readonly constant: typeof constant
  readonly ridge: typeof ridge
  readonly 'non-negative': typeof nonNegative
  readonly kernel: typeof kernel
  readonly cart: typeof cart
  readonly forest: typeof forest
  readonly boosting: typeof boosting
} = { constant, ridge, 'non-negative': nonNegative, kernel, cart, forest, boosting }
