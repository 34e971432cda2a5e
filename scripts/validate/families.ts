/**
 * Architectures of one design, by the first of it: also where a detector, a segmentation or a pose stands on top of it.
 * What is not listed is a family of its own.
 */
const families: Readonly<Record<string, readonly string[]>> = {
  'mobilenet-v1': ['ssd-mobilenet-v1', 'posenet-mobilenet-v1 0.75/353x481'],
  'mobilenet-v2': [
    'ssd-mobilenet-v2',
    'ssd-mobilenet-v2-face',
    'deeplab-v3-mobilenet-v2',
    'unet-mobilenet-v2',
    'movenet-lightning 192',
  ],
  'inception-v1': ['inception-v2', 'inception-v3', 'inception-v4', 'inception-resnet-v2-auxiliary'],
  'resnet-50-v1': ['resnet-50-v1.5', 'resnet-50-v2', 'resnet-152-v2'],
  'vgg-16': ['vgg-19'],
  'efficientnet-edgetpu-s': ['efficientnet-edgetpu-m', 'efficientnet-edgetpu-l'],
}

const firstOf = new Map(Object.entries(families).flatMap(([first, others]) => others.map((other) => [other, first] as const)))

/** What an architecture is left out with: estimates of a network are by rates that saw none of its family. */
export function familyOf(architecture: string): string {
  return firstOf.get(architecture) ?? architecture
}
