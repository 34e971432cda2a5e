/** What a value of a FlexBuffer is. */
export type FlexKind =
  | 'null'
  | 'int'
  | 'uint'
  | 'float'
  | 'bool'
  | 'key'
  | 'string'
  | 'blob'
  | 'vector'
  | 'map'

/** How a value of a FlexBuffer is stored. */
export interface FlexType {
  readonly kind: FlexKind
  /** In its place is not the value but the distance back to it. */
  readonly isElsewhere: boolean
  /** The type of every element, where a vector does not store one for each. */
  readonly elements?: number
  /** How many elements a vector has that does not store their count. */
  readonly length?: number
}

/** Codes of the types that vectors of one type are made of. Source: google/flatbuffers, `flexbuffers.h`. */
const elementCode = { int: 1, uint: 2, float: 3, key: 4, string: 5, bool: 26 } as const

/** The elements of vectors of two, three and four numbers, in the order of their codes. */
const tupleElements = [elementCode.int, elementCode.uint, elementCode.float] as const
const firstTupleCode = 16
const tupleLengths = [2, 3, 4] as const

const inPlace = (kind: FlexKind): FlexType => ({ kind, isElsewhere: false })
const elsewhere = (kind: FlexKind): FlexType => ({ kind, isElsewhere: true })
const vectorOf = (elements: number): FlexType => ({ kind: 'vector', isElsewhere: true, elements })

/** Types by their code. Source: google/flatbuffers, `flexbuffers.h`. */
const flexTypes: ReadonlyMap<number, FlexType> = new Map([
  [0, inPlace('null')],
  [elementCode.int, inPlace('int')],
  [elementCode.uint, inPlace('uint')],
  [elementCode.float, inPlace('float')],
  [elementCode.key, elsewhere('key')],
  [elementCode.string, elsewhere('string')],
  [6, elsewhere('int')],
  [7, elsewhere('uint')],
  [8, elsewhere('float')],
  [9, elsewhere('map')],
  [10, elsewhere('vector')],
  [11, vectorOf(elementCode.int)],
  [12, vectorOf(elementCode.uint)],
  [13, vectorOf(elementCode.float)],
  [14, vectorOf(elementCode.key)],
  [15, vectorOf(elementCode.string)],
  ...tupleLengths.flatMap((length, row) =>
    tupleElements.map((elements, column): [number, FlexType] => [
      firstTupleCode + row * tupleElements.length + column,
      { ...vectorOf(elements), length },
    ]),
  ),
  [25, elsewhere('blob')],
  [elementCode.bool, inPlace('bool')],
  [36, vectorOf(elementCode.bool)],
])

/** The type with a code; undefined where the format has none. */
export function flexTypeOfCode(code: number): FlexType | undefined {
  return flexTypes.get(code)
}

/** The two bits of a packed type that hold the width, as a power of two, of what a value refers to. */
const widthBits = 2

/** Splits a packed type into the code of a type and the bytes of each scalar of what a value refers to. */
export function unpackType(packed: number): { readonly code: number; readonly width: number } {
  return { code: packed >> widthBits, width: 1 << (packed & ((1 << widthBits) - 1)) }
}

/** The packed type of an element of a vector that stores one type for all: what it refers to has widths of a byte. */
export function packElementType(code: number): number {
  return code << widthBits
}
