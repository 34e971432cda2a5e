import type { Operator, Subgraph, Tensor } from '../model/network.ts'
import { constraintOf, type Support } from './constraints.ts'
import { isActivation, isDynamic } from './tensors.ts'

export type PlacementReason =
  | 'mapped'
  | 'compiled'
  | 'left-on-cpu'
  | 'custom'
  | 'type'
  | 'dynamic-shape'
  | 'batch'
  | 'rank'
  | 'unsupported'
  | 'constraint'
  | 'downstream'

/** Where an operator runs, and why. */
export interface Placement {
  readonly device: 'edgetpu' | 'cpu'
  readonly reason: PlacementReason
  /** The reason as a clause that follows "because". */
  readonly clause: string
  /** For mapped operators, how sure that is. */
  readonly support: Support
  /** For `downstream`, the operator on the CPU that it depends on. */
  readonly blockedBy: number | null
}

/** Name of the custom operator that stands for the part the Edge TPU compiler has mapped. */
export const compiledOperatorName = 'edgetpu-custom-op'

/** Dimensions that may exceed 1, counted from the innermost. */
const usableRank = 3

/** Where each operator of a network runs: as the compiler placed it, or as it would. */
export function placeOperators(graph: Subgraph): Placement[] {
  return graph.operators.some(isCompiled) ? placeAsCompiled(graph) : placePlain(graph)
}

/** The same of a network that is known to be compiled, also where the compiler mapped nothing of it. */
export function placeAsCompiled({ operators }: Pick<Subgraph, 'operators'>): Placement[] {
  return operators.map(placeCompiled)
}

/** How many operators of a plain model run on the CPU if the compiler maps none that is not sure to be mapped. */
export function mostOnCpu(graph: Subgraph): number {
  const refuse = (placement: Placement): Placement =>
    placement.support === 'unverified' ? onCpu('constraint', 'it is not certain that the compiler maps it') : placement
  return placePlain(graph, refuse).filter(({ device }) => device === 'cpu').length
}

export function isCompiled({ kind, customCode }: Operator): boolean {
  return kind === 'CUSTOM' && customCode === compiledOperatorName
}

function placeCompiled(operator: Operator): Placement {
  if (isCompiled(operator)) return onEdgeTpu('compiled', 'the Edge TPU compiler has mapped it', 'seen')
  return placeCustom(operator) ?? onCpu('left-on-cpu', 'the Edge TPU compiler left it there')
}

/**
 * Where the compiler would place each operator of a plain model, in the form of one partition (the compiler's default).
 *
 * An operator is mapped if the Edge TPU can run it and no operator on the CPU lies between it and an operator that is
 * mapped already. Operators on the CPU at the head of the network therefore do not keep later ones off the Edge TPU.
 * This is the rule by data flow that compiled models show, not the vendor's text by list order.
 */
function placePlain(graph: Subgraph, revise: (placement: Placement) => Placement = (placement) => placement): Placement[] {
  /** Operators on the CPU that depend on a mapped one, by the tensors they write. */
  const blockers = new Map<number, number>()
  const mappedTensors = new Set<number>()
  return graph.operators.map((operator, step) => {
    const blocker = firstDefined(operator.inputs, (tensor) => blockers.get(tensor))
    const placement = revise(
      placeCustom(operator) ?? (blocker === undefined ? placeBuiltin(graph, operator) : downstream(graph, blocker)),
    )
    if (placement.device === 'edgetpu') {
      for (const tensor of operator.outputs) mappedTensors.add(tensor)
    } else if (blocker !== undefined || operator.inputs.some((tensor) => mappedTensors.has(tensor))) {
      for (const tensor of operator.outputs) blockers.set(tensor, blocker ?? step)
    }
    return placement
  })
}

function firstDefined<T, R>(items: readonly T[], find: (item: T) => R | undefined): R | undefined {
  for (const item of items) {
    const found = find(item)
    if (found !== undefined) return found
  }
  return undefined
}

function downstream(graph: Subgraph, blocker: number): Placement {
  const kind = graph.operators[blocker]?.kind ?? 'an operator'
  return onCpu('downstream', `it depends on ${kind} (operator ${blocker}), which runs on the CPU`, blocker)
}

function placeBuiltin(graph: Subgraph, operator: Operator): Placement {
  return unfitTensors(graph, operator) ?? constrained(graph, operator)
}

function placeCustom({ kind, customCode }: Operator): Placement | undefined {
  if (kind !== 'CUSTOM') return undefined
  return onCpu('custom', `${customCode ?? 'it'} is a custom operator, which only the application itself can run`)
}

function constrained(graph: Subgraph, operator: Operator): Placement {
  const constraint = constraintOf(graph, operator)
  switch (constraint.kind) {
    case 'mapped':
      return onEdgeTpu('mapped', 'the Edge TPU supports it', constraint.support)
    case 'violated':
      return onCpu('constraint', constraint.clause)
    case 'unsupported':
      return onCpu('unsupported', `the Edge TPU does not support ${operator.kind}`)
  }
}

/** The first reason why the tensors of an operator keep it off the Edge TPU. */
function unfitTensors(graph: Subgraph, operator: Operator): Placement | undefined {
  const unfit = (index: number): Placement | undefined => {
    const tensor = graph.tensors[index]
    if (tensor === undefined) return undefined
    return tensor.constant ? unfitConstant(tensor) : unfitActivation(tensor)
  }
  return firstDefined(operator.inputs, unfit) ?? firstDefined(operator.outputs, unfit)
}

function unfitConstant({ type, constant, sparsity, quantisation }: Tensor): Placement | undefined {
  if (constant?.kind === 'external') return onCpu('constraint', 'its parameters are kept in another file')
  if (sparsity !== undefined) return onCpu('constraint', 'its parameters are stored as a sparse tensor')
  if (quantisation?.details?.kind === 'blockwise') {
    return onCpu('constraint', 'its parameters are quantised in blocks, not per tensor or per channel')
  }
  return isEightBit(type) || type === 'INT32'
    ? undefined
    : onCpu('type', `its parameters are ${type}, and the Edge TPU takes only parameters of 8 bits`)
}

function unfitActivation(tensor: Tensor): Placement | undefined {
  if (!isActivation(tensor)) return undefined
  if (!isEightBit(tensor.type)) {
    return onCpu('type', `it works on ${tensor.type}, and the Edge TPU computes in 8 bits only`)
  }
  if (isDynamic(tensor)) return onCpu('dynamic-shape', 'one of its shapes is known only at run time')
  const outer = tensor.shape.slice(0, -usableRank)
  if (outer.every((length) => length === 1)) return undefined
  const shape = `[${tensor.shape.join(', ')}]`
  return outer.length === 1
    ? onCpu('batch', `its shape ${shape} has a batch of ${outer[0]}, and the Edge TPU takes only 1`)
    : onCpu('rank', `its shape ${shape} has more than ${usableRank} dimensions above 1`)
}

function isEightBit(type: string): boolean {
  return type === 'INT8' || type === 'UINT8'
}

function onEdgeTpu(reason: PlacementReason, clause: string, support: Support): Placement {
  return { device: 'edgetpu', reason, clause, support, blockedBy: null }
}

function onCpu(reason: PlacementReason, clause: string, blockedBy: number | null = null): Placement {
  return { device: 'cpu', reason, clause, support: 'documented', blockedBy }
}
