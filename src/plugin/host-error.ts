import { PreciousError } from '../errors.ts'
import { pluginName } from './names.ts'

/** An error for a bundler to show: what the user did has no stack to look into, and bundlers print what they get. */
export function hostError(message: string): Error {
  const error = new Error(message)
  error.name = pluginName
  error.stack = `${pluginName}: ${message}`
  return error
}

/** Runs what may find mistakes of the user's, and throws them as errors for a bundler to show. */
export function asHostErrors<Result>(run: () => Result): Result {
  try {
    return run()
  } catch (error) {
    throw error instanceof PreciousError ? hostError(error.message) : error
  }
}
