import type { TableView } from '../flatbuffer/view.ts'
import { type FieldDescription, type FieldValue, type OperatorOptions, tableOfTag } from './options.ts'
import { OperatorField } from './schema.ts'

/** The options of an operator, from whichever of the two unions holds them. */
export function readOptions(operator: TableView): OperatorOptions | undefined {
  return (
    readUnion(operator, 1, OperatorField.optionsTag, OperatorField.options) ??
    readUnion(operator, 2, OperatorField.options2Tag, OperatorField.options2)
  )
}

function readUnion(operator: TableView, union: 1 | 2, tagField: number, field: number): OperatorOptions | undefined {
  const tag = operator.uint8(tagField)
  if (tag === 0) return undefined
  const table = operator.table(field)
  const description = tableOfTag(union, tag)
  if (description === undefined || table === undefined) return { table: 'unrecognised', union, tag }
  const values = description.fields.map(([name, fieldDescription]) => [name, readField(table, fieldDescription)])
  // The description that names the fields is the one that the type is derived from.
  return { table: description.name, ...Object.fromEntries(values) } as OperatorOptions
}

function readField(table: TableView, [number, kind, fallback]: FieldDescription): FieldValue {
  switch (kind) {
    case 'bool':
      return table.bool(number, fallback === true)
    case 'int8':
    case 'int32':
    case 'uint32':
      return table[kind](number, Number(fallback ?? 0))
    case 'float32':
      return table.float32(number)
    case 'int64':
      return table.int64(number)
    case 'int32s':
    case 'float32s':
    case 'bytes':
    case 'string':
      return table[kind](number)
  }
}
