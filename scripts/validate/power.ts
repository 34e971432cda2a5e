import { join } from 'node:path'
import { fitNonNegative } from '../../src/estimator/regressors/non-negative-least-squares.ts'
import { estimatorOf } from '../../src/estimator/target.ts'
import { readTable } from './csv.ts'
import { analyseFigures, type ValidatedLatency } from './latency.ts'
import { publishedLatencies } from './published.ts'

/** A published power plateau beside an estimate by an energy that was fitted without its model. */
export interface ValidatedPower {
  readonly target: string
  readonly model: string
  /** The latency that the same source measured. */
  readonly latencyMs: number
  readonly measuredW: number
  readonly estimatedW: number
  /** Estimate over measurement, less 1. */
  readonly error: number
  /** The same where the latency is estimated too, without its family: what a user gets. */
  readonly wholeError: number
}

/** Power by activity: what a tensor step takes, and how far single models are from it. */
export interface FittedPower {
  readonly rows: readonly ValidatedPower[]
  /** Nanojoules for one step of the chip's tiles together. */
  readonly stepNj: { readonly value: number; readonly low: number; readonly high: number }
  readonly models: number
  /** Watts with the runtime open and nothing to do, by target. */
  readonly idleW: ReadonlyMap<string, number>
}

const source = 'RCL-lab/QutibenchWeb'
const clockModes = [['coral-usb3-max', 'fast'], ['coral-usb3-std', 'slow']] as const

/** Plateaus of models whose tiles compute for less of the time than this tell more of the idle power than of a step. */
const leastActivity = 0.15

interface Plateau {
  readonly target: string
  readonly model: string
  readonly latencyMs: number
  readonly measuredW: number
  readonly idleW: number
  /** Steps in a nanosecond: watts for each nanojoule that a step takes. */
  readonly stepsPerNs: number
  readonly activity: number
}

/**
 * Fits idle power plus an energy for each tensor step to the plateaus of QuTiBench's traces, which are of the USB
 * Accelerator at two clocks. The energy of a step is taken to be the same at both: the clock changes how often it is
 * paid. Idle power
 * is that of the traces without a model. It is not said which of the source's two loops ran; the plateaus fit back-to-back
 * inferences.
 * @param models folder with the real models
 * @param data folder with the published figures
 * @param latencies estimates of the same networks, without their families
 */
export function fitPower(models: string, data: string, latencies: readonly ValidatedLatency[]): FittedPower {
  const plateaus = readPlateaus(models, data)
  const rows = plateaus.map(({ target, model, latencyMs, measuredW, idleW, stepsPerNs }) => {
    const stepNj = fitStep(plateaus.filter((plateau) => plateau.model !== model))
    const estimatedMs =
      latencies.find((row) => row.source === source && row.target === target && row.model === model)?.estimatedMs ?? NaN
    const wattsAt = (ms: number): number => idleW + (stepNj * stepsPerNs * latencyMs) / ms
    const error = (watts: number): number => watts / measuredW - 1
    return {
      target,
      model,
      latencyMs,
      measuredW,
      estimatedW: wattsAt(latencyMs),
      error: error(wattsAt(latencyMs)),
      wholeError: error(wattsAt(estimatedMs)),
    }
  })
  const single = plateaus.filter(({ activity }) => activity >= leastActivity).map((plateau) => fitStep([plateau]))
  return {
    rows,
    stepNj: { value: fitStep(plateaus), low: Math.min(...single), high: Math.max(...single) },
    models: new Set(plateaus.map(({ model }) => model)).size,
    idleW: new Map(plateaus.map(({ target, idleW }) => [target, idleW])),
  }
}

/** In relative terms: least squares of (estimated / measured - 1). */
function fitStep(plateaus: readonly Plateau[]): number {
  const rows = plateaus.map(({ stepsPerNs, measuredW }) => [stepsPerNs / measuredW])
  const [stepNj = 0] = fitNonNegative(rows, plateaus.map(({ measuredW, idleW }) => (measuredW - idleW) / measuredW))
  return stepNj
}

function readPlateaus(models: string, data: string): Plateau[] {
  const table = readTable(join(data, 'qutibench-power-plateau.csv'))
  const wattsOf = (mode: string, name: string): number =>
    Number(table.find(({ clock_mode, model }) => clock_mode === mode && model === name)?.['plateau_median_W'])
  const latencies = analyseFigures(publishedLatencies(data).filter((figure) => figure.source === source), models)
  return clockModes.flatMap(([target, mode]) => {
    const idleW = wattsOf(mode, 'idle')
    const { clockMhz } = estimatorOf(target)
    return latencies
      .filter((figure) => figure.target === target)
      .map(({ network, properties, measuredMs }) => {
        const stepsPerNs = properties.tensorSteps / (measuredMs * 1e6)
        return {
          target,
          model: network.model,
          latencyMs: measuredMs,
          measuredW: wattsOf(mode, nameInTable(network.model)),
          idleW,
          stepsPerNs,
          activity: (stepsPerNs * 1e3) / clockMhz,
        }
      })
  })
}

/** The names that QuTiBench gives the networks. */
const names: Readonly<Record<string, string>> = {
  'mobilenet-v1 1/224': 'MobileNetv1',
  'inception-v1 224': 'GoogLeNetv1',
  'resnet-50-v1.5 224': 'ResNet-50v15',
  'efficientnet-edgetpu-s 224': 'EfficientNet-S',
  'efficientnet-edgetpu-m 240': 'EfficientNet-M',
  'efficientnet-edgetpu-l 300': 'EfficientNet-L',
}

function nameInTable(model: string): string {
  const name = names[model]
  if (name === undefined) throw new Error(`QuTiBench has no ${model}`)
  return name
}
