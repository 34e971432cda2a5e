/** An amount of memory as it was printed. */
export interface PrintedSize {
  readonly bytes: number
  /** What one step of the last digit stands for: the true size is within half of it, or all of it if it was cut off. */
  readonly resolutionBytes: number
}

/** The compiler prints the binary units; the others are in tables that people made of its logs. */
const bytesOfUnit: ReadonlyMap<string, number> = new Map([
  ['B', 1],
  ['KB', 1_000],
  ['KiB', 1_024],
  ['MB', 1_000 ** 2],
  ['MiB', 1_024 ** 2],
  ['GB', 1_000 ** 3],
  ['GiB', 1_024 ** 3],
])

/** Reads a size such as `3.45MiB`; undefined where it is none. */
export function parsePrintedSize(text: string): PrintedSize | undefined {
  const [, whole = '', decimals = '', name = ''] = /^(\d{1,12})(?:\.(\d{1,6}))?\s?([KMG]i?B|B)$/.exec(text) ?? []
  const unit = bytesOfUnit.get(name)
  if (unit === undefined) return undefined
  return {
    bytes: Math.round(Number(`${whole}.${decimals}`) * unit),
    // There are no parts of bytes, though 0.00B is printed.
    resolutionBytes: Math.max(1, unit / 10 ** decimals.length),
  }
}
