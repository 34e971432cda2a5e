import { analyse } from '../analysis/analyse.ts'
import type { Network } from '../model/network.ts'
import type { InputSize, Measures } from './advice.ts'
import { measure } from './advice.ts'
import { type ImageSize, inputImageOf, resizeInput } from './resize.ts'
import { largestWith } from './search.ts'

/** Networks halve their images up to five times, and sizes that they do evenly are customary. */
const sizeStep = 32

/**
 * The largest smaller image with which a network has a property: height and width are multiples of 32, and their ratio
 * is as near as such multiples allow.
 */
export function largestSmallerInput(
  network: Network,
  before: Measures,
  holds: (smaller: Network) => boolean,
): InputSize | null {
  const image = inputImageOf(network)
  if (image === undefined) return null
  const sizeBefore = { height: image.height, width: image.width }
  const hasSteps = (count: number): boolean => {
    const transformation = resizeInput(network, sizeOf(sizeBefore, count))
    return transformation.kind === 'changed' && holds(transformation.network)
  }
  // The smallest images may be smaller than a window.
  const high = Math.ceil(image.height / sizeStep) - 1
  const low = [1, 2, 4, 8].find((count) => count <= high && hasSteps(count))
  const steps = low === undefined ? undefined : largestWith(low, high, hasSteps)
  if (steps === undefined) return null
  const size = sizeOf(sizeBefore, steps)
  const transformation = resizeInput(network, size)
  if (transformation.kind === 'blocked') return null
  return { size, sizeBefore, effect: { before, after: measure(analyse(transformation.network)) } }
}

function sizeOf({ height, width }: ImageSize, steps: number): ImageSize {
  const nearest = Math.round((steps * width) / height)
  const most = Math.floor(width / sizeStep)
  return { height: steps * sizeStep, width: Math.max(1, Math.min(nearest, most)) * sizeStep }
}
