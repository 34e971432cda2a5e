import { type CheckedRow, readRows } from '../measurement/dataset.ts'
import { readLines } from './text-lines.ts'

/** A row of a thousand features and the longest names is shorter. */
const longestLine = 262_144

/**
 * The rows of a dataset, one after the other, in memory that does not grow with the file.
 * @param shown its path as the user knows it
 * @throws PreciousError `dataset/unreadable` where there is no such file; lines that are no rows are given, not thrown
 */
export function readDataset(path: string, shown: string): AsyncGenerator<CheckedRow, void, undefined> {
  return readRows(readLines(path, { shown, what: 'dataset', code: 'dataset/unreadable', longestLine }))
}
