import { describe, expect, it } from 'vitest'
import { type ErrorCode, PreciousError } from '../../src/errors.ts'
import { FlatBufferBuilder } from '../../src/model/flatbuffer/builder.ts'
import { loadNetwork } from '../../src/model/load.ts'
import { fileIdentifier, ModelField } from '../../src/model/tflite/schema.ts'
import { writeNetwork } from '../../src/model/tflite/write.ts'
import { everyLayer } from '../support/networks.ts'

const model = writeNetwork(everyLayer('int8'))

/** An ONNX file's start: `ir_version` 8, then the producer's name (protobuf fields 1 and 2). */
const onnx = Uint8Array.from([0x08, 0x08, 0x12, 0x07, ...new TextEncoder().encode('pytorch'), 0x3a, 0x02, 0x0a, 0x00])

const lfsPointer = `version https://git-lfs.github.com/spec/v1\noid sha256:${'0'.repeat(64)}\nsize 4276000\n`

describe('loading a file that is no usable model', () => {
  it.each<[string, Uint8Array, ErrorCode, string]>([
    ['an empty file', new Uint8Array(), 'model/empty', 'the file is empty'],
    ['five bytes', Uint8Array.of(1, 2, 3, 4, 5), 'model/truncated', 'only 5 bytes'],
    ['the first half of a model', model.subarray(0, model.length / 2), 'model/truncated', 'cut short'],
    ['the header of a model alone', model.subarray(0, 8), 'model/truncated', 'cut short'],
    ['a Git LFS pointer', text(lfsPointer), 'model/not-tflite', 'Git LFS pointer'],
    ['a zip archive', Uint8Array.of(0x50, 0x4b, 3, 4, 20, 0, 0, 0, 8, 0), 'model/not-tflite', 'zip archive'],
    ['an empty zip archive', Uint8Array.of(0x50, 0x4b, 5, 6, 0, 0, 0, 0, 0, 0), 'model/not-tflite', 'zip archive'],
    ['an HDF5 file', Uint8Array.of(0x89, 0x48, 0x44, 0x46, 13, 10, 26, 10), 'model/not-tflite', 'HDF5'],
    ['a gzip file', Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 3), 'model/not-tflite', 'gzip'],
    ['a web page', text('\n<!DOCTYPE html>\n<html><body>Not found</body></html>'), 'model/not-tflite', 'web page'],
    ['a web page with a byte order mark', text('\ufeff<html lang="en">'), 'model/not-tflite', 'web page'],
    ['an XML error', text('<?xml version="1.0"?><Error>AccessDenied</Error>'), 'model/not-tflite', 'web page'],
    ['an ONNX model', onnx, 'model/not-tflite', 'ONNX'],
    ['some text', text('once upon a time there was a model'), 'model/not-tflite', 'bytes 4 to 7'],
    ['a model of schema version 2', modelOfVersion(2), 'model/unsupported', 'schema version 2'],
    ['a model without version', modelOfVersion(0), 'model/unsupported', 'schema version 0'],
    ['a root offset of zero', withWord(model, 0, 0), 'model/corrupt', 'is zero'],
    ['a root offset outside the file', withWord(model, 0, 0x7fff_fff0), 'model/truncated', 'a table should reach'],
    ['a vtable before the file', withWord(model, rootOf(model), 0x7fff_ffff), 'model/corrupt', 'vtable'],
    ['a model without subgraphs', modelOfVersion(3), 'model/corrupt', 'no subgraph'],
  ])('says of %s what it is', (_, bytes, code, what) => {
    const error = errorOf(bytes)
    expect(error.code).toBe(code)
    expect(error.what).toContain(what)
  })

  it('tells every kind of file apart by its message', () => {
    const gzip = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0)
    const files = [text(lfsPointer), onnx, text('<html>'), gzip, new Uint8Array(9)]
    expect(new Set(files.map((bytes) => errorOf(bytes).message)).size).toBe(files.length)
  })

  it('says what to do about it', () => {
    expect(errorOf(text(lfsPointer)).hint).toContain('git lfs pull')
    expect(errorOf(onnx).hint).toContain('Convert')
  })
})

describe('loading a model', () => {
  it('gives views on the file, not copies', () => {
    const inline = loadNetwork(model).tensors.flatMap(({ constant }) => (constant?.kind === 'inline' ? [constant] : []))
    expect(inline.length).toBeGreaterThan(0)
    for (const { bytes } of inline) expect(bytes.buffer).toBe(model.buffer)
  })

  it('gives plain arrays of bytes also for the Buffer of a file', () => {
    const { tensors } = loadNetwork(Buffer.from(model))
    const prototypes = tensors.map(({ constant }) => constant?.kind === 'inline' && Buffer.isBuffer(constant.bytes))
    expect(prototypes).not.toContain(true)
  })

  it('reads a file that is a part of a larger buffer', () => {
    const larger = new Uint8Array(model.length + 14)
    larger.set(model, 7)
    expect(loadNetwork(larger.subarray(7, 7 + model.length))).toEqual(loadNetwork(model))
  })
})

function errorOf(bytes: Uint8Array): PreciousError {
  try {
    loadNetwork(bytes)
  } catch (error) {
    if (error instanceof PreciousError) return error
    throw error
  }
  throw new Error('the file was read')
}

function text(content: string): Uint8Array {
  return new TextEncoder().encode(content)
}

function modelOfVersion(version: number): Uint8Array {
  const file = new FlatBufferBuilder(64)
  return file.finish(file.table([[ModelField.version, 'int32', version]]), fileIdentifier)
}

function withWord(bytes: Uint8Array, position: number, word: number): Uint8Array {
  const copy = bytes.slice()
  new DataView(copy.buffer).setUint32(position, word, true)
  return copy
}

function rootOf(bytes: Uint8Array): number {
  return new DataView(bytes.buffer, bytes.byteOffset).getUint32(0, true)
}
