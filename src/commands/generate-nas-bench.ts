import { PreciousError } from '../errors.ts'
import { nasBench201 } from '../generator/architectures/nas-bench-201.ts'
import { canonicalCell } from '../generator/architectures/nas-bench-201-pruning.ts'
import type { Network } from '../model/network.ts'
import { sha256Of } from '../sha256.ts'
import { classesOf, type GenerateOptions, type NasBenchTask } from './generate-options.ts'
import type { Terminal } from './terminal.ts'
import { writeGenerated } from './write-generated.ts'

/** Characters of a hash that tell cells apart in a file name. */
const hashCharacters = 8

/** Writes a network of NAS-Bench-201, which is named by its cell. Cells that are the same network have the same file. */
export async function generateNasBench(
  { cell, variant, seed }: NasBenchTask,
  options: GenerateOptions,
  terminal: Terminal,
): Promise<void> {
  const classes = classesOf(options)
  const { network, form } = build(cell, () =>
    nasBench201({ cell, variant, seed, ...(classes !== undefined && { classes }) }),
  )
  const hash = sha256Of(new TextEncoder().encode(form)).slice(0, hashCharacters)
  await writeGenerated(
    {
      title: `NAS-Bench-201 ${cell} as in ${variant}`,
      network,
      fileName: `nas-bench-201_${variant}_${hash}_quant.tflite`,
      choices: { name: 'nas-bench-201', cell, variant, seed, canonicalCell: form },
    },
    options,
    terminal,
  )
}

function build(cell: string, make: () => Network): { readonly network: Network; readonly form: string } {
  try {
    return { network: make(), form: canonicalCell(cell) }
  } catch (cause) {
    if (!(cause instanceof RangeError)) throw cause
    throw new PreciousError('usage/invalid', {
      what: `the cell cannot be built: ${cause.message}`,
      hint: 'Give a cell as NAS-Bench-201 writes it, in quotes: "|nor_conv_3x3~0|+|none~0|skip_connect~1|+|none~0|none~1|avg_pool_3x3~2|"',
      where: '--cell',
      cause,
    })
  }
}
