/** Stable identifiers of everything that can be wrong with what the user gave us. */
export type ErrorCode =
  | 'model/missing'
  | 'model/unreadable'
  | 'model/empty'
  | 'model/not-tflite'
  | 'model/truncated'
  | 'model/corrupt'
  | 'model/unsupported'
  | 'config/missing'
  | 'config/unreadable'
  | 'config/invalid'
  | 'config/no-match'
  | 'quantity/invalid'
  | 'target/unknown'
  | 'target/invalid'
  | 'output/unwritable'
  | 'measurements/unreadable'
  | 'measurements/invalid'
  | 'dataset/unreadable'
  | 'dataset/invalid'
  | 'table/unreadable'
  | 'table/invalid'
  | 'space/unreadable'
  | 'space/invalid'
  | 'git/unavailable'
  | 'git/missing-object'
  | 'git/unknown-revision'
  | 'baseline/invalid'
  | 'compiler/missing'
  | 'compiler/unusable'
  | 'compiler/timeout'
  | 'compiler/crashed'
  | 'usage/invalid'
  | 'options/invalid'

/** What an error says besides its code: what happened, where, and what to do about it. */
export interface ErrorDetails {
  /** What is wrong, as one sentence without a full stop. */
  readonly what: string
  /** What the user can do about it, as one sentence without a full stop. */
  readonly hint: string
  /** The file (and line) or option the error is about. */
  readonly where?: string | undefined
  readonly cause?: unknown
}

/**
 * A problem with the user's input. Programs print it as one message and exit with code 2;
 * any other error is a defect of this tool and keeps its stack.
 */
export class PreciousError extends Error {
  override readonly name = 'PreciousError'
  readonly code: ErrorCode
  readonly what: string
  readonly hint: string
  readonly where: string | undefined

  constructor(code: ErrorCode, { what, hint, where, cause }: ErrorDetails) {
    super(`${where === undefined ? '' : `${where}: `}${what}. ${hint}.`, cause === undefined ? undefined : { cause })
    this.code = code
    this.what = what
    this.hint = hint
    this.where = where
  }
}

/** The same error, said of the path as the user knows it and not as the file system does. */
export function placed({ code, what, hint, cause }: PreciousError, where: string): PreciousError {
  return new PreciousError(code, { what, hint, where, cause })
}
