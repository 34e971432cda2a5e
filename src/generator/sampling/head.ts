import { softmax } from '../layers/activation.ts'
import { conv2d, fullyConnected } from '../layers/convolution.ts'
import { mean } from '../layers/pooling.ts'
import { reshape } from '../layers/rearrange.ts'
import type { NetworkBuilder, Value } from '../network-builder.ts'
import { elementsOf } from '../shapes.ts'
import type { Outline } from './outline.ts'
import { largestSureReshape } from './sure-sizes.ts'

/** Longer than that, a network ends in scores and not in probabilities: half of the classifiers do. */
const largestSoftmax = 100

/** Adds what turns the last block's result into the network's. */
export function addHead(
  { form, head, hasDense, hiddenLayers, classes, activation }: Outline,
  units: number,
  roundChannels: (channels: number) => number,
  builder: NetworkBuilder,
  value: Value,
): Value {
  const results = roundChannels(classes)
  if (form === 'vector') return classify(builder, fullyConnected(builder, value, { units: results }))
  if (head === 'map') return conv2d(builder, value, { filters: results, kernel: 1 })
  if (!hasDense) return conv2d(builder, mean(builder, value, [1, 2], true), { filters: results, kernel: 1 })
  const length = elementsOf(value.shape)
  const isPooled = head === 'pooled' || length > largestSureReshape
  let features = isPooled ? mean(builder, value) : reshape(builder, value, [1, length])
  for (let layer = 0; layer < hiddenLayers; layer++) {
    features = fullyConnected(builder, features, { units: roundChannels(units), activation })
  }
  return classify(builder, fullyConnected(builder, features, { units: results }))
}

function classify(builder: NetworkBuilder, scores: Value): Value {
  return (scores.shape.at(-1) ?? 0) > largestSoftmax ? scores : softmax(builder, scores)
}
