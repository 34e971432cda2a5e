/** What was asked for cannot be built: sizes that do not fit, or more than a file holds. */
export class UnbuildableError extends RangeError {
  override readonly name = 'UnbuildableError'
}
