import type { Basis } from '../estimator/estimate.ts'

/** What `import cost from './model.tflite?precious'` gives. */
export interface ModelCost {
  /** The model's path, relative to the config's folder. */
  readonly model: string
  /** Of the model file, in hexadecimal. */
  readonly sha256: string
  /** Size of the model file. */
  readonly bytes: number
  /** By the name of the target, such as `coral-usb3-max`: those that the config has for the model. */
  readonly targets: Readonly<Record<string, TargetCost>>
}

/** What one inference takes on a target; null where nothing can be said. */
export interface TargetCost {
  readonly latencyMs: CostFigure | null
  /** Mean power of the accelerator during back-to-back inferences. */
  readonly powerW: CostFigure | null
  readonly energyMj: CostFigure | null
  /** Parameter memory, cached and streamed together. */
  readonly memoryBytes: CostFigure | null
  readonly cachedBytes: CostFigure | null
  readonly streamedBytes: CostFigure | null
  readonly activationBytes: CostFigure | null
  readonly cpuOperators: CostFigure | null
}

/** A figure with its interval. */
export interface CostFigure {
  readonly value: number
  readonly low: number
  readonly high: number
  readonly basis: Basis
  /** Whether the network lies in the region that the estimator was checked on; trust no figure outside it. */
  readonly inEnvelope: boolean
}
