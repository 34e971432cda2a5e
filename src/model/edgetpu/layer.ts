import { corrupt } from '../flatbuffer/corrupt.ts'
import type { TableView } from '../flatbuffer/view.ts'
import { LayerField, LayerTag, NumericsField, OutputLayerField, shapeRanges } from './schema.ts'
import { sizeOf } from './size.ts'

/** What a layer's elements are. A type that is newer than this list is `UNKNOWN_<number>`. */
export type LayerType = (typeof layerTypes)[number] | `UNKNOWN_${number}`

const layerTypes = [
  'FIXED_POINT8', 'FIXED_POINT16', 'SIGNED_FIXED_POINT32', 'BFLOAT', 'HALF', 'SINGLE', 'UNKNOWN_6', 'UNKNOWN_7',
  'SIGNED_FIXED_POINT8', 'SIGNED_FIXED_POINT16',
] as const

/**
 * What the driver does to an output on the host: nothing, put together what each tile sends (`tiles`), or put together
 * slices (`slices`, which no known model has).
 */
export type Relayout = 'none' | 'tiles' | 'slices'

/** An input or output of a program. */
export interface Layer {
  readonly name: string
  /** Bytes of one inference, with padding. */
  readonly sizeBytes: number
  /** Height, width and channels; 1 where the tensor has no such dimension. */
  readonly shape: { readonly y: number; readonly x: number; readonly z: number }
  /** First and last index of each dimension, where the file has them. */
  readonly ranges: readonly (readonly [first: number, last: number])[]
  readonly type: LayerType
  /** A value is (stored - zeroPoint) * factor; undefined where the layer is not quantised. */
  readonly quantisation: { readonly zeroPoint: number; readonly factor: number } | undefined
  readonly relayout: Relayout
  readonly executionsPerInference: number
  readonly isCachedOnDram: boolean
}

/** No layer has more dimensions; it bounds the memory that shapes can cause which are all the same bytes. */
const mostDimensions = 8

export function readInputLayer(table: TableView): Layer {
  const tag = table.uint8(LayerField.detailsTag)
  if (tag === LayerTag.output) throw corrupt('an input of its Edge TPU program is an output')
  return readLayer(table, 'none')
}

export function readOutputLayer(table: TableView): Layer {
  const tag = table.uint8(LayerField.detailsTag)
  if (tag === LayerTag.input) throw corrupt('an output of its Edge TPU program is an input')
  return readLayer(table, tag === LayerTag.output ? relayoutOf(table.table(LayerField.details)) : 'none')
}

function relayoutOf(output: TableView | undefined): Relayout {
  if (output?.has(OutputLayerField.slices)) return 'slices'
  return output?.has(OutputLayerField.layout) ? 'tiles' : 'none'
}

function readLayer(table: TableView, relayout: Relayout): Layer {
  const size = (field: number, what: string, fallback = 0): number => sizeOf(table.int32(field, fallback), what)
  const numerics = table.table(LayerField.numerics)
  const code = table.int16(LayerField.dataType)
  return {
    name: table.string(LayerField.name) ?? '',
    sizeBytes: size(LayerField.sizeBytes, 'layer size'),
    shape: {
      y: size(LayerField.y, 'layer height'),
      x: size(LayerField.x, 'layer width'),
      z: size(LayerField.z, 'layer depth'),
    },
    ranges: readRanges(table.table(LayerField.shape)),
    type: layerTypes[code] ?? `UNKNOWN_${code}`,
    quantisation: numerics && {
      zeroPoint: numerics.int32(NumericsField.zeroPoint),
      factor: numerics.float32(NumericsField.factor),
    },
    relayout,
    executionsPerInference: size(LayerField.executionsPerInference, 'number of executions', 1),
    isCachedOnDram: table.bool(LayerField.isCachedOnDram),
  }
}

function readRanges(shape: TableView | undefined): Layer['ranges'] {
  const dimensions = shape?.count(shapeRanges) ?? 0
  if (dimensions > mostDimensions) throw corrupt(`a layer of its Edge TPU program has ${dimensions} dimensions`)
  return shape?.int32Pairs(shapeRanges) ?? []
}
