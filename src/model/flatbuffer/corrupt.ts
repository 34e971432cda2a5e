import { PreciousError } from '../../errors.ts'

/** Characters of a damaged file's own names and shapes that a message repeats. */
const longestShown = 300

/** An error that says which part of the file contradicts itself. */
export function corrupt(what: string): PreciousError {
  const shown = what.length > longestShown ? `${what.slice(0, longestShown)}...` : what
  return new PreciousError('model/corrupt', {
    what: `the model is damaged: ${shown}`,
    hint: 'Restore the file from its source or convert the model again',
  })
}
