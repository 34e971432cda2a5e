import { readFileSync } from 'node:fs'
import { createRequire } from 'node:module'

/** What the real TFLite interpreter said of a model, after one inference with the given inputs. */
export type RuntimeResult =
  | { readonly accepted: false; readonly reason: string }
  | { readonly accepted: true; readonly inputs: readonly RuntimeTensor[]; readonly outputs: readonly RuntimeTensor[] }

export interface RuntimeTensor {
  readonly type: string
  readonly shape: readonly number[]
  readonly values: readonly number[]
}

interface NativeTensor {
  readonly dataType: string
  readonly shape: string
  /** Zero for a type that the runtime's interface does not know, such as 64-bit integers. */
  data(): Uint8Array | Int8Array | Int32Array | Float32Array | 0
}

interface NativeVector {
  size(): number
  get(index: number): NativeTensor
}

interface NativeRunner {
  GetInputs(): NativeVector
  GetOutputs(): NativeVector
  Infer(): boolean
  delete(): void
}

interface Runtime {
  readonly HEAPU8: Uint8Array
  _malloc(bytes: number): number
  _free(pointer: number): void
  readonly TFLiteWebModelRunner: {
    CreateFromBufferAndOptions(
      pointer: number,
      bytes: number,
      options: { numThreads: number; enableProfiling: boolean; maxProfilingBufferEntries: number },
    ): { ok(): boolean; errorMessage(): string; value(): NativeRunner }
  }
}

type RuntimeFactory = (settings: {
  wasmBinary: Uint8Array
  locateFile: (name: string) => string
  print: (line: string) => void
  printErr: (line: string) => void
}) => Promise<Runtime>

/**
 * Runs a model once in the WebAssembly build of the TFLite interpreter. The package's own entry needs a browser, so its
 * WebAssembly module is driven directly. Each call has an instance of its own: a refused model may leave one unusable.
 * @param fill the value of an input's element, by default a pattern that covers the whole range of a byte
 */
export async function runModel(
  model: Uint8Array,
  fill: (index: number) => number = wholeByteRange,
): Promise<RuntimeResult> {
  const log: string[] = []
  const runtime = await openRuntime(log)
  const pointer = runtime._malloc(model.length)
  runtime.HEAPU8.set(model, pointer)
  const created = runtime.TFLiteWebModelRunner.CreateFromBufferAndOptions(pointer, model.length, {
    numThreads: -1,
    enableProfiling: false,
    maxProfilingBufferEntries: 1,
  })
  if (!created.ok()) return { accepted: false, reason: [created.errorMessage(), ...log].join('\n') }
  const runner = created.value()
  const inputs = tensorsOf(runner.GetInputs())
  for (const input of inputs) fillTensor(input, fill)
  if (!runner.Infer()) return { accepted: false, reason: ['the inference failed', ...log].join('\n') }
  const complaint = log.find((line) => line.startsWith('ERROR'))
  if (complaint !== undefined) return { accepted: false, reason: complaint }
  const result = {
    accepted: true,
    inputs: inputs.map(describeTensor),
    outputs: tensorsOf(runner.GetOutputs()).map(describeTensor),
  } as const
  runner.delete()
  runtime._free(pointer)
  return result
}

function wholeByteRange(index: number): number {
  return (index * 37) % 256
}

const require = createRequire(import.meta.url)

async function openRuntime(log: string[]): Promise<Runtime> {
  const loader = require.resolve('@tensorflow/tfjs-tflite/wasm/tflite_web_api_cc_simd.js')
  const create: RuntimeFactory = require(loader)
  const note = (line: string): void => { log.push(line) }
  return create({
    wasmBinary: readFileSync(loader.replace(/\.js$/, '.wasm')),
    locateFile: (name) => name,
    print: note,
    printErr: note,
  })
}

function tensorsOf(vector: NativeVector): NativeTensor[] {
  return Array.from({ length: vector.size() }, (_, index) => vector.get(index))
}

function fillTensor(tensor: NativeTensor, fill: (index: number) => number): void {
  const values = tensor.data() || []
  for (let index = 0; index < values.length; index++) values[index] = fill(index)
}

function describeTensor(tensor: NativeTensor): RuntimeTensor {
  return {
    type: tensor.dataType,
    shape: tensor.shape.split(',').filter((length) => length !== '').map(Number),
    values: [...(tensor.data() || [])],
  }
}
