import type { Network } from '../model/network.ts'
import { type CompiledPart, isDecoded } from './compiled.ts'
import { isDetection } from './detection.ts'
import { isOnDevice, type OperatorAnalysis } from './analysis.ts'
import type { PlacementReason } from './placement.ts'

/** What the reader of an analysis must know of its limits, as sentences. */
export function notesOn(
  network: Network,
  operators: readonly OperatorAnalysis[],
  compiled: CompiledPart | undefined,
): string[] {
  const kindsOf = (list: readonly OperatorAnalysis[]): string => [...new Set(list.map(({ kind }) => kind))].join(', ')
  const having = (reason: PlacementReason): OperatorAnalysis[] =>
    operators.filter(({ placement }) => placement.reason === reason)
  const notes: string[] = []
  if (compiled?.kind === 'unread') {
    notes.push(`The model is compiled for the Edge TPU, and its compiled operator cannot be read: ${compiled.why}.`)
  } else if (compiled !== undefined && !isDecoded(compiled.executable)) {
    const { tensorSteps, decodedInstructions } = compiled.executable
    notes.push(
      `The instructions of the compiled operator could be decoded in part only, ${decodedInstructions} of them: nothing is ` +
        `said of the time, which has at least ${tensorSteps.busiestTile} tensor steps in it.`,
    )
  }
  for (const operator of having('custom')) {
    const cost = isDetection(operator) ? 'is costed by one rough rate' : 'is not costed'
    notes.push(`${operator.kind} (operator ${operator.index}) is a custom operator: it runs on the CPU and ${cost}.`)
  }
  const further = network.subgraphs.length - 1
  if (further > 0) {
    notes.push(`The model has ${further} further subgraph${further === 1 ? '' : 's'}, run on demand and not counted.`)
  }
  const unchecked = operators.filter((operator) => isOnDevice(operator) && !operator.isStepRuleChecked)
  if (unchecked.length > 0) {
    notes.push(`No checked rule gives the compute of ${kindsOf(unchecked)}: it may be far too low.`)
  }
  const parameters = operators.filter((operator) => !operator.isParameterRuleChecked)
  if (parameters.length > 0) {
    notes.push(`No checked rule gives the parameter bytes of ${kindsOf(parameters)}: they may be far too low.`)
  }
  const dynamic = operators.filter(({ isDynamic }) => isDynamic)
  if (dynamic.length > 0) {
    notes.push(`Shapes of ${kindsOf(dynamic)} are known only at run time: the lengths in the file are counted instead.`)
  }
  const unverified = operators.filter(({ placement }) => placement.support === 'unverified')
  if (unverified.length > 0) {
    notes.push(`It is not certain that the compiler maps ${kindsOf(unverified)} of this size; taken as mapped.`)
  }
  return notes
}
