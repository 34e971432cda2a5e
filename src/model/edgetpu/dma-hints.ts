import { corrupt } from '../flatbuffer/corrupt.ts'
import type { TableView } from '../flatbuffer/view.ts'
import {
  DescriptorField,
  DmaHintField,
  DmaHintsField,
  HintTag,
  instructionHintChunk,
  metaDescription,
} from './schema.ts'
import { sizeOf } from './size.ts'

/** What a transfer carries, in the order of the format's codes. */
const dmaKinds = ['output', 'input', 'parameters', 'scratch'] as const
export type DmaKind = (typeof dmaKinds)[number]

/** `in`: from the host to the chip. In the order of the format's codes. */
const directions = ['in', 'out'] as const
export type DmaDirection = (typeof directions)[number]

/** Transfers between host and chip. */
export interface DmaTotal {
  readonly bytes: number
  readonly count: number
}

/** What one run of a program moves between host and chip, as the compiler tells the driver in advance. */
export interface DmaHints {
  readonly data: Readonly<Record<DmaKind, Readonly<Record<DmaDirection, DmaTotal>>>>
  /** Chunks of instructions that are sent, always whole. */
  readonly instructions: DmaTotal
  readonly interrupts: number
  /** Points at which all transfers before must have ended. */
  readonly fences: number
  /** Whether these are all transfers; otherwise the driver waits for everything before it goes on. */
  readonly isFullyDeterministic: boolean
}

const none: DmaTotal = { bytes: 0, count: 0 }
const noData: DmaHints['data'] = {
  output: { in: none, out: none },
  input: { in: none, out: none },
  parameters: { in: none, out: none },
  scratch: { in: none, out: none },
}

/**
 * Sums up the hints of a program.
 * @param table absent where the program has none
 * @param chunkBytes sizes of the program's chunks of instructions
 * @throws PreciousError `model/corrupt`
 */
export function readDmaHints(table: TableView | undefined, chunkBytes: readonly number[]): DmaHints {
  const sums = new Sums()
  const count = table?.count(DmaHintsField.hints) ?? 0
  for (let index = 0; index < count; index++) {
    const hint = table?.tableAt(DmaHintsField.hints, index)
    if (hint !== undefined) sums.add(hint, chunkBytes)
  }
  return { ...sums, isFullyDeterministic: table?.bool(DmaHintsField.isFullyDeterministic) ?? false }
}

class Sums implements Omit<DmaHints, 'isFullyDeterministic'> {
  data: DmaHints['data'] = noData
  instructions: DmaTotal = none
  interrupts = 0
  fences = 0

  add(hint: TableView, chunkBytes: readonly number[]): void {
    const tag = hint.uint8(DmaHintField.tag)
    switch (tag) {
      case HintTag.descriptor:
        this.#addData(hint, hint.table(DmaHintField.hint))
        break
      case HintTag.instructions:
        this.#addInstructions(hint.table(DmaHintField.hint), chunkBytes)
        break
      case HintTag.interrupt:
        this.interrupts += 1
        break
      case HintTag.fence:
        this.fences += 1
        break
      default:
        throw corrupt(`its Edge TPU program has a transfer of the unknown kind ${tag}`)
    }
  }

  #addData(hint: TableView, descriptor: TableView | undefined): void {
    const meta = descriptor?.table(DescriptorField.meta)
    if (descriptor === undefined || meta === undefined) throw corrupt('its Edge TPU program has a transfer of nothing')
    const kind = dmaKinds[meta.int16(metaDescription)]
    const direction = directions[hint.int16(DmaHintField.direction)]
    if (kind === undefined || direction === undefined) throw corrupt('its Edge TPU program has a transfer to nowhere')
    const bytes = sizeOf(descriptor.int32(DescriptorField.size), 'transfer size')
    const ofKind = this.data[kind]
    this.data = { ...this.data, [kind]: { ...ofKind, [direction]: plus(ofKind[direction], bytes) } }
  }

  #addInstructions(hint: TableView | undefined, chunkBytes: readonly number[]): void {
    const chunk = hint?.int32(instructionHintChunk) ?? 0
    const bytes = chunkBytes[chunk]
    if (bytes === undefined) throw corrupt(`its Edge TPU program sends chunk ${chunk} of ${chunkBytes.length}`)
    this.instructions = plus(this.instructions, bytes)
  }
}

function plus(total: DmaTotal, bytes: number): DmaTotal {
  return { bytes: total.bytes + bytes, count: total.count + 1 }
}
