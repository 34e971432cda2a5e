import { PreciousError } from '../../errors.ts'
import { corrupt } from './corrupt.ts'

/**
 * Work that reading a table is charged, in bytes. A table with anything in it takes that much of the file, with the
 * offset that leads to it, its own offset to a vtable and the vectors and names it refers to.
 */
const tableCharge = 24

/**
 * Tables that one file may have read. No network for an Edge TPU comes near (MoveNet has 1,100); it bounds the memory
 * that a file can cause whose offsets all lead to the same few tables.
 */
const mostTables = 200_000

/** How often every byte of a file may be read on average, so that shared offsets cannot multiply the work. */
const readsPerByte = 2
const smallestBudget = 65_536

/** The work that reading a file may still cause, bounded by its size. Parts that lie in one another share one. */
export class WorkBudget {
  #left: number
  #tables = 0

  /** @param fileBytes the size of the whole */
  constructor(fileBytes: number) {
    this.#left = Math.max(smallestBudget, fileBytes * readsPerByte)
  }

  /** @throws PreciousError `model/corrupt` once the file has caused more work than its size warrants */
  charge(work: number): void {
    this.#left -= work
    if (this.#left < 0) throw corrupt('its parts refer to each other so often that reading it would not end in time')
  }

  /** @throws PreciousError `model/unsupported` once the file has more tables than any network for an Edge TPU */
  chargeTable(): void {
    this.charge(tableCharge)
    this.#tables += 1
    if (this.#tables > mostTables) {
      throw new PreciousError('model/unsupported', {
        what: `the model has more than ${mostTables} parts, more than any network for an Edge TPU`,
        hint: 'Check that this is the file you mean',
      })
    }
  }
}
