import { PreciousError } from '../errors.ts'

const tryYourself = 'Run edgetpu_compiler on the model yourself to see more, or set compile to "never"'

/** That the program does not start. @param program its absolute path */
export function startFailure(cause: unknown, program: string): PreciousError {
  const code = cause instanceof Error && 'code' in cause ? String(cause.code) : String(cause)
  switch (code) {
    case 'ENOENT':
    case 'ENOTDIR': {
      const what = 'there is no such program, or what it is made for is missing'
      const hint = 'Check the path, and install it again (https://coral.ai/docs/edgetpu/compiler)'
      return new PreciousError('compiler/missing', { what, hint, where: program, cause })
    }
    case 'EACCES':
    case 'EPERM': {
      const what = 'running this program is not permitted'
      const hint = 'Give the right to run it, for instance with chmod +x, on a file system that allows programs'
      return new PreciousError('compiler/unusable', { what, hint, where: program, cause })
    }
    default: {
      const what = `this program cannot be started (${code})`
      const hint = 'Check that it is made for this system: the vendor\'s compiler is for x86-64 Linux'
      return new PreciousError('compiler/unusable', { what, hint, where: program, cause })
    }
  }
}

/** @param name of the model */
export function tookTooLong(name: string, timeoutMs: number): PreciousError {
  return new PreciousError('compiler/timeout', {
    what: `the Edge TPU compiler did not end within ${timeoutMs / 1_000} s and was stopped`,
    hint: 'Large intermediate results are the usual reason: make the input smaller, or set compile to "never"',
    where: name,
  })
}

/** That the compiler ended without a verdict. @param how a clause that follows "because" */
export function crashed(name: string, how: string): PreciousError {
  return new PreciousError('compiler/crashed', {
    what: `the Edge TPU compiler gave no result: ${how}`,
    hint: tryYourself,
    where: name,
  })
}
