/** Where a property stands, by its keys from the outermost in; list entries by their index. */
export type PropertyPath = readonly (string | number)[]

/** The properties of one object or list in a text, with the lines they stand on. */
export interface PropertyLines {
  readonly entries: Map<string | number, PropertyLine>
}

export interface PropertyLine {
  /** Counted from 1. */
  readonly line: number
  /** The object or list that is written out as the property's value. */
  value: PropertyLines | undefined
}

/** The line of a property; undefined where the text does not spell it out. */
export function lineOfPath(lines: PropertyLines | undefined, path: PropertyPath): number | undefined {
  let found: PropertyLine | undefined
  let container = lines
  for (const key of path) {
    found = container?.entries.get(key)
    container = found?.value
  }
  return found?.line
}
