import { PreciousError } from '../../errors.ts'
import type { Field, FlatBufferBuilder } from '../flatbuffer/builder.ts'
import { type FieldDescription, type FieldValue, type OperatorOptions, tableOfName } from './options.ts'
import { OperatorField } from './schema.ts'

/**
 * Writes an operator's options; returns the operator's fields that refer to them.
 * @throws PreciousError `model/unsupported` for options of a table that is not described
 */
export function writeOptions(file: FlatBufferBuilder, options: OperatorOptions | undefined): readonly Field[] {
  if (options === undefined) return []
  const description = tableOfName(options.table)
  if (options.table === 'unrecognised' || description === undefined) throw unwritable(options)
  const values: ReadonlyMap<string, FieldValue> = new Map(Object.entries(options))
  const fields = description.fields.map(([name, field]) => writeField(file, field, values.get(name)))
  const table = file.table(fields)
  return description.union === 1
    ? [[OperatorField.optionsTag, 'int8', description.tag], [OperatorField.options, 'part', table]]
    : [[OperatorField.options2Tag, 'int8', description.tag], [OperatorField.options2, 'part', table]]
}

function writeField(file: FlatBufferBuilder, description: FieldDescription, value: FieldValue): Field {
  const [number, kind, fallback] = description
  switch (kind) {
    case 'bool':
      return [number, 'bool', value === true, fallback === true]
    case 'int8':
    case 'int32':
    case 'float32':
      return [number, kind, Number(value ?? 0), Number(fallback ?? 0)]
    case 'uint32':
      return [number, 'int32', Number(value ?? 0)]
    case 'int64':
      return [number, 'int64', typeof value === 'bigint' ? value : 0n]
    case 'int32s':
    case 'float32s':
      return [number, 'part', Array.isArray(value) ? file[kind](value) : undefined]
    case 'bytes':
      return [number, 'part', value instanceof Uint8Array ? file.bytes(value) : undefined]
    case 'string':
      return [number, 'part', typeof value === 'string' ? file.string(value) : undefined]
  }
}

function unwritable(options: OperatorOptions): PreciousError {
  const source = options.table === 'unrecognised' ? `union ${options.union}, tag ${options.tag}` : options.table
  return new PreciousError('model/unsupported', {
    what: `an operator has options that this version does not know (${source}), so it cannot write them`,
    hint: 'Keep the original file, or leave that operator out',
  })
}
