import { analyse } from './analysis/analyse.ts'
import type { Analysis } from './analysis/analysis.ts'
import { isCompiled, placeAsCompiled } from './analysis/placement.ts'
import { compilerWords, failureNote, unmappedNotes } from './compiler-log/compilation-notes.ts'
import type { CompilerLog } from './compiler-log/compiler-log.ts'
import { PreciousError } from './errors.ts'
import { loadNetwork } from './model/load.ts'

/** What the vendor's compiler made of a plain model. */
export interface Compilation {
  readonly log: CompilerLog
  /** Undefined where the compiler refused the model, which `log` says. */
  readonly compiled: Uint8Array | undefined
}

/**
 * Compiles a plain model.
 * @param path as users know it
 * @returns undefined where the compiler is not used
 * @throws PreciousError where it has to be used and does not do; the reason of the signal
 */
export type Compile = (
  path: string,
  bytes: Uint8Array,
  signal: AbortSignal | undefined,
) => Promise<Compilation | undefined>

/**
 * The analysis of a plain model as its compilation says it is: by the compiled bytes where there are some that can be
 * read to their end, or else by the plain ones. A note says which, by which compiler and why.
 */
export function analyseAsCompiled(plain: Analysis, compilation: Compilation): Analysis {
  const { log } = compilation
  const operators = plain.operators
  if (log.kind === 'failed') return withNotes(plain, [failureNote(log, operators)])
  const read = readCompiled(compilation)
  if (typeof read === 'string') {
    const why = `what ${compilerWords(log)} made of it cannot be used (${read})`
    return withNotes(plain, [`It is judged as a plain model, because ${why}.`])
  }
  const unmapped = log.kind === 'compiled' ? unmappedNotes(log, operators) : []
  const what = 'the operators, bytes and steps are read from what it made of the model'
  return withNotes(read, [`Compiled by ${compilerWords(log)}: ${what}.`, ...unmapped])
}

/** The analysis of a plain model that is compiled together with others: compiled alone, it would be another one. */
export function analyseAsTogether(plain: Analysis): Analysis {
  const why = 'it is to be compiled together with others, and the compiler was not asked for that'
  return withNotes(plain, [`It is judged as a plain model, because ${why}.`])
}

/** The analysis of the compiled bytes, or why there is none, as a clause. */
function readCompiled({ compiled }: Compilation): Analysis | string {
  if (compiled === undefined) return 'there is nothing'
  try {
    const network = loadNetwork(compiled)
    // Where the compiler mapped nothing, what it writes looks like a plain model.
    const analysis = network.operators.some(isCompiled) ? analyse(network) : analyse(network, placeAsCompiled(network))
    return analysis.properties === undefined ? (analysis.notes[0] ?? 'it says too little') : analysis
  } catch (error) {
    if (error instanceof PreciousError) return error.what
    throw error
  }
}

/** The notes that say what all others rest on come first. */
function withNotes(analysis: Analysis, notes: readonly string[]): Analysis {
  return { ...analysis, notes: [...notes, ...analysis.notes] }
}
