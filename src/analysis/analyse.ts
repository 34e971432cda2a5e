import type { Network, Operator } from '../model/network.ts'
import type { Executable } from '../model/edgetpu/executable.ts'
import { type Analysis, isOnDevice, type OperatorAnalysis, type Totals } from './analysis.ts'
import { allocate, type ParameterStorage, usualCapacity } from './cache.ts'
import { cacheUseOf } from './cache-use.ts'
import { collectCompiledProperties, collectProperties } from './collect-properties.ts'
import { isDecoded, readCompiledPart } from './compiled.ts'
import { countMacs } from './macs.ts'
import { notesOn } from './notes.ts'
import { countParameters, noParameters, type Parameters } from './parameters.ts'
import { placeOperators, type Placement } from './placement.ts'
import type { Properties } from './properties.ts'
import { countSteps } from './steps.ts'
import { sumOf } from './sum.ts'
import { activationsRead, bytesOf, elementsOf, inputAt, isDynamic, tensorsAt } from './tensors.ts'
import { cachePartOf, splitAlone, totalCompiled, totalPlain } from './totals.ts'

/**
 * Analyses a network without running it: where each operator runs, what it computes and moves, and what memory it
 * takes. Time and memory grow with the number of operators and tensors, not with the size of their constants.
 * @param placements one for each operator, where they are known
 */
export function analyse(network: Network, placements: readonly Placement[] = placeOperators(network)): Analysis {
  const parameters = network.operators.map((operator, step) =>
    placements[step]?.reason === 'mapped' ? countParameters(network, operator) : noParameters,
  )
  const storage = allocate(parameters, usualCapacity)
  const operators = network.operators.map((operator, index) =>
    analyseOperator(network, operator, index, placements[index], parameters[index], storage[index]),
  )
  const part = readCompiledPart(network)
  const notes = notesOn(network, operators, part)
  const cachePart = cachePartOf(network, operators, parameters)
  const cacheUse = cacheUseOf(part, cachePart, operators.filter(isOnDevice).length)
  if (part === undefined) {
    const split = splitAlone(cachePart)
    const totals = totalPlain(network, operators, parameters, cachePart, split)
    const properties = collectProperties(network, operators, totals, split)
    return { format: 'plain', operators, totals, properties, executable: undefined, cacheUse, notes }
  }
  const executable = part.kind === 'read' ? part.executable : undefined
  const known = executable === undefined ? operators : operators.map((operator) => withExecutable(operator, executable))
  const totals = totalCompiled(network, known, executable)
  const properties = compiledProperties(network, known, totals, executable)
  return { format: 'compiled', operators: known, totals, properties, executable, cacheUse, notes }
}

/** Undefined where a total is not known. */
function compiledProperties(
  network: Network,
  operators: readonly OperatorAnalysis[],
  { tensorSteps, parameterPayloadBytes, cachedBytes, streamedBytes, instructionBytes, ...totals }: Totals,
  executable: Executable | undefined,
): Properties | undefined {
  if (tensorSteps === null || parameterPayloadBytes === null || cachedBytes === null) return undefined
  if (streamedBytes === null || instructionBytes === null || executable === undefined) return undefined
  const known = { ...totals, tensorSteps, parameterPayloadBytes, cachedBytes, streamedBytes, instructionBytes }
  return collectCompiledProperties(network, operators, known, executable)
}

/** The compiled operator with what was read of it. */
function withExecutable(operator: OperatorAnalysis, executable: Executable): OperatorAnalysis {
  if (operator.placement.reason !== 'compiled') return operator
  const { cachedParameterBytes, streamedParameterBytes, tensorSteps } = executable
  return {
    ...operator,
    tensorSteps: isDecoded(executable) ? tensorSteps.busiestTile : null,
    parameterPayloadBytes: cachedParameterBytes + streamedParameterBytes,
    parameterOnChipBytes: cachedParameterBytes,
    parameterStorage: storageOf(executable),
  }
}

function storageOf({ cachedParameterBytes, streamedParameterBytes }: Executable): ParameterStorage {
  if (streamedParameterBytes > 0) return 'streamed'
  return cachedParameterBytes > 0 ? 'cached' : 'none'
}

function analyseOperator(
  network: Network,
  operator: Operator,
  index: number,
  placement: Placement | undefined,
  parameters: Parameters = noParameters,
  storage: ParameterStorage = 'none',
): OperatorAnalysis {
  if (placement === undefined) throw new Error(`operator ${index} was not placed`)
  const outputs = tensorsAt(network, operator.outputs)
  const inputs = activationsRead(network, operator)
  const cost = costOf(network, operator, placement, parameters)
  return {
    index,
    kind: operator.kind === 'CUSTOM' ? (operator.customCode ?? 'CUSTOM') : operator.kind,
    output: outputs[0]?.name ?? '',
    shape: outputs[0]?.shape ?? [],
    type: outputs[0]?.type ?? null,
    inputShapes: inputs.map(({ shape }) => shape),
    weightShape: weightShapeOf(network, operator),
    placement,
    ...cost,
    parameterStorage: storage,
    isDynamic: outputs.some(isDynamic) || operator.inputs.some((tensor) => hasDynamicShape(network, tensor)),
    activationBytes: sumOf(outputs, (tensor) => bytesOf(tensor) ?? 0),
    cpuElements: isCostedByElements(operator, placement, cost) ? sumOf([...inputs, ...outputs], elementsOf) : 0,
  }
}

/** Weights are the second input of every operator that has some. */
function weightShapeOf(network: Network, operator: Operator): readonly number[] {
  const weights = inputAt(network, operator, 1)
  return weights?.constant === undefined ? [] : weights.shape
}

/** Reshapes move nothing, products are costed apart, and what a custom operator does is not known. */
function isCostedByElements({ kind }: Operator, { device, reason }: Placement, { macs }: OperatorCost): boolean {
  return device === 'cpu' && macs === 0 && kind !== 'RESHAPE' && reason !== 'custom'
}

type OperatorCost = Pick<
  OperatorAnalysis,
  | 'macs'
  | 'tensorSteps'
  | 'isStepRuleChecked'
  | 'parameterPayloadBytes'
  | 'parameterOnChipBytes'
  | 'isParameterRuleChecked'
>

function costOf(network: Network, operator: Operator, placement: Placement, parameters: Parameters): OperatorCost {
  if (placement.reason === 'compiled') return unknownCost
  const steps = placement.reason === 'mapped' ? countSteps(network, operator) : { count: 0, isChecked: true }
  return {
    macs: countMacs(network, operator),
    tensorSteps: steps.count,
    isStepRuleChecked: steps.isChecked,
    parameterPayloadBytes: parameters.payloadBytes,
    parameterOnChipBytes: parameters.onChipBytes,
    isParameterRuleChecked: parameters.isChecked,
  }
}

/** A compiled operator holds the cost of many; no rule is applied to it. */
const unknownCost: OperatorCost = {
  macs: null,
  tensorSteps: null,
  isStepRuleChecked: true,
  parameterPayloadBytes: null,
  parameterOnChipBytes: null,
  isParameterRuleChecked: true,
}

function hasDynamicShape({ tensors }: Network, index: number): boolean {
  const tensor = tensors[index]
  return tensor !== undefined && isDynamic(tensor)
}
