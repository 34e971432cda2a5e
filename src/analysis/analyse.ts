import type { Network, Operator } from '../model/network.ts'
import type { Analysis, OperatorAnalysis } from './analysis.ts'
import { allocate, type ParameterStorage, usualCapacity } from './cache.ts'
import { collectProperties } from './collect-properties.ts'
import { countMacs } from './macs.ts'
import { notesOn } from './notes.ts'
import { countParameters, noParameters, type Parameters } from './parameters.ts'
import { placeOperators, type Placement } from './placement.ts'
import { countSteps } from './steps.ts'
import { sumOf } from './sum.ts'
import { activationsRead, bytesOf, elementsOf, inputAt, isDynamic, tensorsAt } from './tensors.ts'
import { totalCompiled, totalPlain } from './totals.ts'

/**
 * Analyses a network without running it: where each operator runs, what it computes and moves, and what memory it
 * takes. Time and memory grow with the number of operators and tensors, not with the size of their constants.
 */
export function analyse(network: Network): Analysis {
  const placements = placeOperators(network)
  const parameters = network.operators.map((operator, step) =>
    placements[step]?.reason === 'mapped' ? countParameters(network, operator) : noParameters,
  )
  const storage = allocate(parameters, usualCapacity)
  const operators = network.operators.map((operator, index) =>
    analyseOperator(network, operator, index, placements[index], parameters[index], storage[index]),
  )
  const notes = notesOn(network, operators)
  if (operators.some(({ placement }) => placement.reason === 'compiled')) {
    const totals = totalCompiled(network, operators)
    return { format: 'compiled', operators, totals, properties: undefined, notes }
  }
  const totals = totalPlain(network, operators, parameters)
  return { format: 'plain', operators, totals, properties: collectProperties(network, operators, totals), notes }
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
