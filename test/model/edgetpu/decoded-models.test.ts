import { expect, it } from 'vitest'
import { edgetpuOperator } from '../../../src/model/edgetpu/custom-options.ts'
import { type Executable, readExecutable } from '../../../src/model/edgetpu/executable.ts'
import type { Layer } from '../../../src/model/edgetpu/layer.ts'
import { type CompiledModel, compiledModels } from '../../support/compiled-models.ts'
import { describeWithShared, sharedFile } from '../../support/shared.ts'
import { readRows } from '../../support/table.ts'

/** A row of the independently decoded values, from what we read. */
function rowOf({ name, bytes, network }: CompiledModel, executable: Executable): Record<string, string> {
  const { dma, tensorSteps, poolSteps } = executable
  const row = {
    file: name,
    file_bytes: bytes.length,
    min_runtime_version: executable.minRuntimeVersion,
    compiler_version: executable.compilerVersion,
    flex_keys: executable.optionKeys.join('|'),
    chip_enum: executable.chipIds.join('|'),
    chip: executable.chip,
    exec_types: executable.programTypes.toSorted().join('+'),
    cpu_ops: network.operators.filter(({ customCode }) => customCode !== edgetpuOperator).length,
    instr_bytes: executable.instructionBytes,
    instr_chunks: executable.instructionChunks,
    cached_param_bytes: executable.cachedParameterBytes,
    caching_instr_bytes: executable.cachingInstructionBytes,
    streamed_param_bytes: executable.streamedParameterBytes,
    input_layer_bytes: bytesOf(executable.inputLayers),
    output_layer_bytes: bytesOf(executable.outputLayers),
    dma_input_bytes: dma.input.in.bytes,
    dma_input_count: dma.input.in.count,
    dma_param_bytes: dma.parameters.in.bytes,
    dma_output_bytes: dma.output.out.bytes,
    dma_output_count: dma.output.out.count,
    dma_scratch_out_bytes: dma.scratch.out.bytes,
    dma_scratch_in_bytes: dma.scratch.in.bytes,
    fences: executable.fences,
    fully_deterministic: Number(executable.isFullyDeterministic),
    scratch_bytes: executable.scratchBytes,
    narrow_bytes_per_tile: executable.narrowBytesPerTile,
    estimated_cycles_32: executable.estimatedCycles32 ?? 0,
    estimated_cycles_64: executable.estimatedCycles64 ?? 0,
    caching_estimated_cycles_64: executable.cachingEstimatedCycles64 ?? 0,
    decoded_instructions: executable.decodedInstructions,
    decoded_tensor_ops: executable.decodedTensorOperations,
    decoded_op_steps_busiest_tile: tensorSteps.busiestTile,
    decoded_op_steps_mean_tile: tensorSteps.meanTile,
    decoded_pool_steps_busiest_tile: poolSteps.busiestTile,
    decode_ended_on_end_marker: Number(executable.decoding.kind === 'complete'),
  }
  return Object.fromEntries(Object.entries(row).map(([column, value]) => [column, String(value)]))
}

function bytesOf(layers: readonly Layer[]): number {
  return layers.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0)
}

describeWithShared('the models that were decoded independently', () => {
  const models = compiledModels()
  const rows = readRows(sharedFile('data', 'edgetpu-decoded-models.csv'))

  it('are all there', () => {
    expect(models.map(({ name }) => name).toSorted()).toEqual(rows.map(({ file }) => file).toSorted())
  })

  it.each(models)('have the same values in every column: $name', (model) => {
    expect(rowOf(model, readExecutable(model.customOptions))).toEqual(rows.find(({ file }) => file === model.name))
  })

  it.each(models)('describe their layers as their tensors are: $name', ({ network, customOptions }) => {
    const { inputLayers, outputLayers } = readExecutable(customOptions)
    const operator = network.operators.find(({ customCode }) => customCode === edgetpuOperator)
    const elements = (indices: readonly number[] = []): number[] =>
      indices.map((index) => network.tensors[index]?.shape.reduce((product, length) => product * length, 1) ?? 0)
    const volumes = (layers: readonly Layer[]): number[] => layers.map(({ shape: { y, x, z } }) => y * x * z)
    expect(volumes(inputLayers)).toEqual(expect.arrayContaining(elements(operator?.inputs)))
    // A recurrent network also puts out its state.
    expect(volumes(outputLayers)).toEqual(expect.arrayContaining(elements(operator?.outputs)))
  })

  it('share a caching token where they were compiled together', () => {
    const tokens = new Map(models.map(({ name, customOptions }) => [name, readExecutable(customOptions).cachingToken]))
    const together = [...tokens].filter(([name]) => name.includes('cocompiled')).map(([, token]) => token)
    expect(together).toHaveLength(2)
    expect(new Set(together).size).toBe(1)
  })
})
