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
import { bytesOf, isDynamic, tensorsAt } from './tensors.ts'
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
  return {
    index,
    kind: operator.kind === 'CUSTOM' ? (operator.customCode ?? 'CUSTOM') : operator.kind,
    output: outputs[0]?.name ?? '',
    shape: outputs[0]?.shape ?? [],
    placement,
    ...costOf(network, operator, placement, parameters),
    parameterStorage: storage,
    isDynamic: outputs.some(isDynamic) || operator.inputs.some((tensor) => hasDynamicShape(network, tensor)),
    activationBytes: sumOf(outputs, (tensor) => bytesOf(tensor) ?? 0),
  }
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
