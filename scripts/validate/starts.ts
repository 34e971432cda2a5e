import type { RateName } from '../../src/estimator/fit-rates.ts'

/** What is fitted on published figures; the time of an operator only where that brings left-out families closer. */
export type FittedRate = RateName | 'operatorMs'

/** What a rate is taken for before any figure bears on it, and where that is from. */
export interface Start {
  readonly value: number
  readonly source: string
}

const tinycoral = 'FrederikRogalski/tinycoral bench/RESULTS.md'
const iwatake = 'fits of iwatake2222/EdgeTPU_Analysis'

type Starts = Readonly<Record<RateName, Start>> & { readonly operatorMs?: Start }

/** An assumption: a kernel takes about a nanosecond for an element on a desktop. */
const desktopElementsPerMs = 1_000_000
/** An assumption: a detector's post-processing takes ten times as long for a score. */
const desktopScoresPerMs = 100_000

/**
 * Rates of hosts in relation to the desktop's: that of their multiply-accumulates (MobileNet v1 and v2 on the CPU,
 * google-coral/edgetpu benchmarks/reference; see `cpuMacsPerMs` of the targets).
 */
const boardShare = 2.4 / 9.2
const raspberryShare = 1.53 / 9.2

function hostStarts(share: number): Pick<Record<RateName, Start>, 'cpuElementsPerMs' | 'detectionScoresPerMs'> {
  const source = share === 1 ? 'an assumption' : 'an assumption, as far below the desktop as its multiply-accumulates'
  return {
    cpuElementsPerMs: { value: desktopElementsPerMs * share, source },
    detectionScoresPerMs: { value: desktopScoresPerMs * share, source },
  }
}

const usb3: Readonly<Record<RateName, Start>> = {
  fixedMs: { value: 0.23, source: `${tinycoral}: 0.21 to 0.26 ms` },
  upBytesPerMs: { value: 350_000, source: `${tinycoral}: 300 to 360 MB/s` },
  streamBytesPerMs: { value: 350_000, source: `as that of smaller transfers (${tinycoral})` },
  downBytesPerMs: { value: 55_000, source: `${tinycoral}: about 55 MB/s` },
  ...hostStarts(1),
}

/** Four fifths of the 500 MB/s that 5 GT/s leave after coding (PCI Express Gen2 x1): what headers leave of packets of 128 B. */
const pcieBytesPerMs = 400_000

function pcie(hostShare: number): Readonly<Record<RateName, Start>> {
  const source = 'PCIe Gen2 x1, 500 MB/s less headers'
  return {
    fixedMs: { value: 0.1, source: 'an assumption: half of that on USB 3' },
    upBytesPerMs: { value: pcieBytesPerMs, source },
    streamBytesPerMs: { value: pcieBytesPerMs, source },
    downBytesPerMs: { value: 55_000, source: 'as on USB 3' },
    ...hostStarts(hostShare),
  }
}

/**
 * Where the fit of each target starts from: rates that other sources found, or the link's standard. One of the sources,
 * tinycoral, also has two of the figures.
 */
const starts: Readonly<Record<string, Starts>> = {
  'coral-usb3-max': usb3,
  // Bulk streaming is that of the same link at the maximum clock, whose fit takes its place (see `fit.ts`).
  'coral-usb3-std': usb3,
  'coral-usb2-max': {
    fixedMs: { value: 0.23, source: iwatake },
    upBytesPerMs: { value: 36_500, source: iwatake },
    streamBytesPerMs: { value: 36_500, source: iwatake },
    downBytesPerMs: { value: 11_900, source: iwatake },
    ...hostStarts(raspberryShare),
  },
  'coral-pcie-max': pcie(1),
  'coral-devboard-max': {
    ...pcie(boardShare),
    operatorMs: {
      value: 0,
      source: 'no other target has it; here families that are left out come closer by it (7.7 against 9.6 %), on USB 3 they do not',
    },
  },
}

/** @throws Error where the target is not one that is fitted */
export function startsOf(target: string): Starts {
  const own = starts[target]
  if (own === undefined) throw new Error(`there are no starts for ${target}`)
  return own
}
