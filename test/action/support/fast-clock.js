import { syncBuiltinESMExports } from 'node:module'
import timers from 'node:timers/promises'

/** Loaded before the action, so that its pauses between tries take a thousandth of their time. */
const wait = timers.setTimeout
timers.setTimeout = (ms, ...rest) => wait((ms ?? 0) / 1_000, ...rest)
syncBuiltinESMExports()
