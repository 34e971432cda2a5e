import type { Properties } from '../../analysis/properties.ts'
import type { FittedName } from '../fit-rates.ts'

type Measured = { readonly properties: Properties }

/** Smaller results take less time than what separates networks. */
const leastResultBytes = 10_000

/** The figures that tell a coefficient: of the link and the device those of networks that likely run on it alone. */
const bearsOn: Readonly<Record<FittedName, (properties: Properties) => boolean>> = {
  fixedMs: isOnDevice,
  operatorMs: isOnDevice,
  clocksPerStep: (properties) => isOnDevice(properties) && properties.tensorSteps > 0,
  upBytesPerMs: isOnDevice,
  streamBytesPerMs: (properties) => isOnDevice(properties) && properties.expectedStreamedBytes > 0,
  downBytesPerMs: (properties) => isOnDevice(properties) && properties.fromDeviceBytes >= leastResultBytes,
  cpuMacsPerMs: ({ cpuMacs }) => cpuMacs > 0,
  cpuElementsPerMs: ({ cpuElements }) => cpuElements > 0,
  detectionScoresPerMs: ({ detectionScores }) => detectionScores > 0,
}

/** How many figures tell a coefficient. */
export function countOn(name: FittedName, figures: readonly Measured[]): number {
  return figures.filter(({ properties }) => bearsOn[name](properties)).length
}

/** Whether nothing of a network likely runs on the CPU. */
export function isOnDevice({ cpuOperators, edgetpuOperators }: Properties): boolean {
  return cpuOperators === 0 && edgetpuOperators > 0
}
