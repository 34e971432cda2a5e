import { PreciousError } from '../errors.ts'
import { type Executable, readExecutable } from '../model/edgetpu/executable.ts'
import type { Network } from '../model/network.ts'
import { isCompiled } from './placement.ts'

/** What is known of the compiled operator of a model. */
export type CompiledPart =
  | { readonly kind: 'read'; readonly executable: Executable }
  /** `why` is a sentence without a full stop, as those of errors are. */
  | { readonly kind: 'unread'; readonly why: string }

/** Reads the compiled operator of a network; undefined for a plain one. Damage is told, not thrown. */
export function readCompiledPart({ operators }: Network): CompiledPart | undefined {
  const [first, ...others] = operators.filter(isCompiled)
  if (first === undefined) return undefined
  if (others.length > 0) return { kind: 'unread', why: `there are ${others.length + 1} of them` }
  if (first.customOptions === undefined) return { kind: 'unread', why: 'it is empty' }
  try {
    return { kind: 'read', executable: readExecutable(first.customOptions) }
  } catch (error) {
    if (error instanceof PreciousError) return { kind: 'unread', why: error.what }
    throw error
  }
}

/** Whether all instructions could be decoded, so that their steps are a total and not a part. */
export function isDecoded({ decoding }: Executable): boolean {
  return decoding.kind === 'complete'
}
