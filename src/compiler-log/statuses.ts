import type { PlacementReason } from '../analysis/placement.ts'

/** What the compiler says of an operator, in other words. */
export interface StatusExplanation {
  readonly kind: 'mapped' | 'downstream' | 'limits' | 'type' | 'version' | 'rank' | 'unsupported' | 'unknown'
  /** A sentence without a full stop. */
  readonly explanation: string
  /** What to do, as a sentence without a full stop. */
  readonly hint: string
  /** Why the analysis would keep such an operator on the CPU. */
  readonly reasons: readonly PlacementReason[]
}

interface StatusRule extends StatusExplanation {
  readonly pattern: RegExp
}

const operatorList = 'https://coral.ai/docs/edgetpu/models-intro/#supported-operations'

/** Status texts as posted logs of compilers 1.0 to 16 have them. The first that fits counts. */
const rules: readonly StatusRule[] = [
  {
    kind: 'mapped',
    pattern: /^mapped to (?:the )?edge ?tpu\b/i,
    explanation: 'It runs on the Edge TPU',
    hint: 'Leave it as it is',
    reasons: [],
  },
  {
    kind: 'downstream',
    pattern: /more than one subgraph/i,
    explanation:
      'The Edge TPU could run it, but it needs the result of an operator on the CPU, and the compiler makes one part ' +
      'for the Edge TPU only',
    hint: 'Replace or move the operator before it that is not mapped for another reason; this one follows by itself',
    reasons: ['downstream'],
  },
  {
    kind: 'limits',
    pattern: /otherwise supported|unspecified limitation/i,
    explanation: 'The compiler maps operators of this kind, but not with these sizes or options',
    hint: `Compare its sizes and options with ${operatorList}, or make its tensors smaller`,
    reasons: ['constraint', 'batch', 'rank', 'dynamic-shape'],
  },
  {
    kind: 'type',
    pattern: /unsupported data ?type/i,
    explanation: 'It works on numbers that are not of 8 bits, and the Edge TPU computes in 8 bits only',
    hint: 'Quantise the whole model to 8 bits, its inputs and outputs included',
    reasons: ['type'],
  },
  {
    kind: 'version',
    pattern: /version not supported/i,
    explanation: 'The model has a newer version of this operator than the compiler knows',
    hint: 'Convert the model with an older TensorFlow, or compile with version 16, the last one, where yours is older',
    reasons: [],
  },
  {
    kind: 'rank',
    pattern: /unsupported rank|innermost dimensions/i,
    explanation: 'One of its tensors has a batch above 1, or more than three dimensions above 1',
    hint: 'Use a batch of 1, and reshape so that only the three innermost dimensions exceed 1',
    reasons: ['batch', 'rank'],
  },
  {
    kind: 'unsupported',
    pattern: /operation (?:is )?not supported/i,
    explanation: 'The Edge TPU has no operator of this kind',
    hint: `Replace it with some of ${operatorList}, or move it behind all that should run on the Edge TPU`,
    reasons: ['unsupported', 'custom'],
  },
]

const unknownStatus: StatusExplanation = {
  kind: 'unknown',
  explanation: 'The compiler leaves it on the CPU for a reason that is not known here',
  hint: `Compare it with ${operatorList}`,
  reasons: [],
}

/** Explains the status of an operator in the compiler's table. */
export function explainStatus(status: string): StatusExplanation {
  const rule = rules.find(({ pattern }) => pattern.test(status))
  if (rule === undefined) return unknownStatus
  const { pattern: _, ...explanation } = rule
  return explanation
}

/** Whether a status says that the Edge TPU runs the operator. */
export function isMapped(status: string): boolean {
  return explainStatus(status).kind === 'mapped'
}
