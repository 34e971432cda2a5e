import { PreciousError } from '../errors.ts'
import type { Network } from './network.ts'
import { readNetwork } from './tflite/read.ts'
import { fileIdentifier } from './tflite/schema.ts'

/** A file that starts like something other than a TFLite model, and what its owner probably meant to do. */
interface Lookalike {
  readonly matches: (bytes: Uint8Array) => boolean
  readonly what: string
  readonly hint: string
}

/** Bytes that any TFLite file has before its first table: the root offset and the identifier. */
const headerBytes = 8

/** A protobuf whose first field is a small varint (ONNX: `ir_version`), followed by a string or message field. */
function startsLikeOnnx(bytes: Uint8Array): boolean {
  const [tag, irVersion = 0, next = 0] = bytes
  const lengthDelimited = (next & 7) === 2
  return tag === 0x08 && irVersion > 0 && irVersion < 64 && lengthDelimited && next >> 3 <= 25
}

const lookalikes: readonly Lookalike[] = [
  {
    matches: (bytes) => startsWithText(bytes, 'version https://git-lfs.github.com/spec/'),
    what: 'the file is a Git LFS pointer, not the model itself',
    hint: 'Fetch the model with "git lfs pull" (in CI: check out with LFS enabled)',
  },
  {
    matches: (bytes) => startsWith(bytes, 0x50, 0x4b, 0x03, 0x04) || startsWith(bytes, 0x50, 0x4b, 0x05, 0x06),
    what: 'the file is a zip archive (a .keras, .pt, .task or .zip file starts like this), not a TFLite model',
    hint: 'Take the .tflite file out of the archive, or convert the Keras or PyTorch model to TFLite',
  },
  {
    matches: (bytes) => startsWith(bytes, 0x89, 0x48, 0x44, 0x46),
    what: 'the file is a Keras model in HDF5 format, not a TFLite model',
    hint: 'Convert it with the TFLite converter, quantised to 8 bits for the Edge TPU',
  },
  {
    matches: (bytes) => startsWith(bytes, 0x1f, 0x8b),
    what: 'the file is compressed with gzip',
    hint: 'Decompress it first',
  },
  {
    matches: (bytes) => /^(\xef\xbb\xbf)?\s*<(!doctype|html|\?xml)/i.test(text(bytes.subarray(0, 64))),
    what: 'the file is a web page, not a model',
    hint: 'The download probably ended on an error or login page: fetch it again',
  },
  {
    matches: startsLikeOnnx,
    what: 'the file is an ONNX model, not a TFLite model',
    hint: 'Convert it to TFLite, quantised to 8 bits for the Edge TPU',
  },
]

/**
 * Reads a model.
 * @param bytes the whole file; the network's constants are views on it
 * @throws PreciousError `model/empty`, `model/not-tflite`, `model/truncated`, `model/corrupt` or `model/unsupported`
 */
export function loadNetwork(bytes: Uint8Array): Network {
  if (bytes.length === 0) {
    throw new PreciousError('model/empty', {
      what: 'the file is empty',
      hint: 'Write or download the model again',
    })
  }
  if (text(bytes.subarray(4, headerBytes)) === fileIdentifier) return readNetwork(bytes)
  const lookalike = lookalikes.find(({ matches }) => matches(bytes))
  if (lookalike) throw new PreciousError('model/not-tflite', { what: lookalike.what, hint: lookalike.hint })
  if (bytes.length < headerBytes) {
    throw new PreciousError('model/truncated', {
      what: `the file has only ${bytes.length} bytes, too few for any model`,
      hint: 'Restore the file from its source, for instance repeat the download',
    })
  }
  throw new PreciousError('model/not-tflite', {
    what: `the file is not a TFLite model: bytes 4 to 7 are not "${fileIdentifier}"`,
    hint: 'Give a .tflite file of schema version 3, as the TFLite converter writes it',
  })
}

function startsWith(bytes: Uint8Array, ...start: number[]): boolean {
  return start.every((byte, index) => bytes[index] === byte)
}

function startsWithText(bytes: Uint8Array, start: string): boolean {
  return text(bytes.subarray(0, start.length)) === start
}

function text(bytes: Uint8Array): string {
  return String.fromCharCode(...bytes)
}
