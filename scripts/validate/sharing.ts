import { join } from 'node:path'
import { analyse } from '../../src/analysis/analyse.ts'
import type { EstimatorArtifact } from '../../src/estimator/artifact.ts'
import { estimateDemand } from '../../src/estimator/estimate-demand.ts'
import type { Range } from '../../src/estimator/latency.ts'
import { estimatorOf } from '../../src/estimator/target.ts'
import { factsOf, reportDemand } from '../../src/report/assemble.ts'
import { type SharingModel, shareDevices } from '../../src/sharing/share.ts'
import { shareDemand } from '../../src/sharing/share-demand.ts'
import { before2021 } from './before-2021.ts'
import { readTable } from './csv.ts'
import type { ValidatedTarget } from './latency.ts'
import { known, type KnownNetwork } from './networks.ts'

/** What was measured of two models that run by turns, beside its estimate. */
export interface ValidatedSharing {
  readonly target: string
  readonly host: string
  readonly models: readonly string[]
  readonly compiled: 'apart' | 'together'
  /** One inference of each model, in milliseconds. */
  readonly measuredMs: number
  readonly estimatedMs: Range
  /** The same less what the two take back to back on the same host: what sharing costs. */
  readonly measuredMoreMs: number
  readonly estimatedMoreMs: Range
}

/** The hosts of the file that a target stands for; the Raspberry Pi 4 is on USB 3 with a host of no target. */
const targetOfHost: ReadonlyMap<string, string> = new Map([
  ['x86_64', 'coral-usb3-max'],
  ['aarch64', 'coral-devboard-max'],
  ['rp3b', 'coral-usb2-max'],
  ['rp3b+', 'coral-usb2-max'],
])

/** The networks of the rows, by the names of their files. */
const networks: ReadonlyMap<string, KnownNetwork> = new Map([
  ['mobilenet_v1_1.0_224', known('mobilenet-v1')],
  ['mobilenet_v2_1.0_224', known('mobilenet-v2')],
  ['inception_v1_224', known('inception-v1')],
  ['inception_v4_299', known('inception-v4')],
])

type Row = Readonly<Record<string, string>>

/**
 * The `cocompilation` rows: google-coral/edgetpu benchmarks/cocompilation_benchmarks.py loads two models on one device
 * and, 200 times, runs one inference of the first and one of the second. A row is the mean time of both together. In
 * rows whose files lie in `cocompilation/` the two were compiled together, and nothing is reloaded, but what does not
 * fit is streamed; in the others each inference reloads all that its model caches. `basic_engine` rows of the same host
 * are back-to-back inferences of one model.
 */
export function validateSharing(
  models: string,
  data: string,
  targets: readonly Pick<ValidatedTarget, 'target' | 'fitWithout'>[],
): ValidatedSharing[] {
  const table = readTable(join(data, 'coral-reference-latency.csv'))
  return table
    .filter(({ benchmark }) => benchmark === 'cocompilation')
    .flatMap((row) => {
      const target = targetOfHost.get(row['host_id'] ?? '')
      const files = (row['model'] ?? '').split(',')
      const names = files.map(nameOf)
      if (target === undefined || !names.every((name) => networks.has(name))) return []
      const fitWithout = targets.find((one) => one.target === target)?.fitWithout
      if (fitWithout === undefined) throw new Error(`${target} was not fitted`)
      const latency = fitWithout(names.map((name) => networkNamed(name).architecture), true)
      const estimator = { ...estimatorOf(target), latency }
      return [validateRow(row, { estimator, names, isTogether: files.every(isCoCompiled) }, models, table)]
    })
}

/** `cocompilation/a_quant_cocompiled_with_b_quant_edgetpu.tflite` is of network a. */
function nameOf(file: string): string {
  return (file.split('/').at(-1) ?? '').replace(/_quant_.*$/, '')
}

function isCoCompiled(file: string): boolean {
  return file.startsWith('cocompilation/')
}

interface Pair {
  readonly estimator: EstimatorArtifact
  readonly names: readonly string[]
  readonly isTogether: boolean
}

function validateRow(
  row: Row,
  { estimator, names, isTogether }: Pair,
  models: string,
  table: readonly Row[],
): ValidatedSharing {
  const host = row['host_id'] ?? ''
  const measuredMs = Number(row['value'])
  const { alone, shared } = estimatePair(estimator, names, isTogether, models)
  const backToBackMs = names.map((name) => backToBack(name, host, table)).reduce((sum, ms) => sum + ms, 0)
  return {
    target: estimator.target,
    host,
    models: names,
    compiled: isTogether ? 'together' : 'apart',
    measuredMs,
    estimatedMs: shared,
    measuredMoreMs: measuredMs - backToBackMs,
    // Both ends have the same coefficients for what is not shared.
    estimatedMoreMs: { value: shared.value - alone.value, low: shared.low - alone.low, high: shared.high - alone.high },
  }
}

function backToBack(name: string, host: string, table: readonly Row[]): number {
  const row = table.find(
    ({ benchmark, host_id, model }) =>
      benchmark === 'basic_engine' && host_id === host && model === `${name}_quant_edgetpu.tflite`,
  )
  return Number(row?.['value'])
}

/** The latencies of all models, one after the other, alone and sharing a device. */
function estimatePair(
  estimator: EstimatorArtifact,
  names: readonly string[],
  coCompiled: boolean,
  models: string,
): { readonly alone: Range; readonly shared: Range } {
  const read = names.map((path) => {
    const analysis = before2021(analyse(networkNamed(path).make(models)))
    const demand = reportDemand(analysis, estimateDemand(analysis, estimator))
    const assessment: SharingModel['assessment'] = { cacheUse: analysis.cacheUse, facts: factsOf(0, analysis) }
    return { path, assessment, demand }
  })
  const device = { paths: names, inferencesPerSwitch: 1, coCompiled, location: { file: 'none' } }
  const sharing = shareDevices([device], read)
  const each = read.map(({ path, demand, assessment: { facts } }) => {
    const own = sharing.get(path)
    if (own === undefined) throw new Error(`${path} shares no device`)
    const { estimates } = shareDemand(own, { facts, demand, measured: [] }, estimator)
    return { alone: latencyIn(demand.estimates), shared: latencyIn(estimates) }
  })
  return { alone: sumOf(each.map(({ alone }) => alone)), shared: sumOf(each.map(({ shared }) => shared)) }
}

function networkNamed(name: string): KnownNetwork {
  const network = networks.get(name)
  if (network === undefined) throw new Error(`no network is at hand for ${name}`)
  return network
}

function latencyIn(estimates: ReturnType<typeof shareDemand>['estimates']): Range {
  const latency = estimates.find(({ quantity }) => quantity === 'latency')
  if (latency === undefined || latency.basis === 'unknown') throw new Error('the latency is not known')
  return latency
}

function sumOf(ranges: readonly Range[]): Range {
  const sum = (bound: keyof Range): number => ranges.reduce((total, range) => total + range[bound], 0)
  return { value: sum('value'), low: sum('low'), high: sum('high') }
}
