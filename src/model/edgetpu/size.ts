import { corrupt } from '../flatbuffer/corrupt.ts'

/** A size or a count of a package, which must be one. */
export function sizeOf(value: number, what: string): number {
  if (value < 0 || !Number.isSafeInteger(value)) throw corrupt(`its Edge TPU program has a ${what} of ${value}`)
  return value
}
