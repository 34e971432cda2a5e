/** The kinds of blocks that networks may be made of, as the JSON of a space names them. */
export const blockNames = [
  'convolution',
  'residual',
  'branches',
  'split',
  'separable',
  'invertedResidual',
  'denselyConnected',
  'elementwise',
  'pooling',
  'resize',
  'padding',
  'dense',
] as const

export type BlockName = (typeof blockNames)[number]
