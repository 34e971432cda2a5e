import type { DatasetRow } from '../measurement/dataset-row.ts'

/** What became of a row of a table: a row of a dataset, nothing since the table has no figure, or a problem. */
export type ImportOutcome =
  | { readonly kind: 'row'; readonly line: number; readonly row: DatasetRow }
  | { readonly kind: 'empty'; readonly line: number }
  | { readonly kind: 'problem'; readonly line: number; readonly problem: string }

/** Where figures come from, for all rows of a table. */
export interface TableSource {
  /** The table's name, without folders: a dataset says nothing of the machine that it was made on. */
  readonly fileName: string
  /** Of this tool. */
  readonly toolVersion: string
}
