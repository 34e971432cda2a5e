import { PreciousError } from '../errors.ts'
import { cifarClasses, nasBench201 } from '../generator/architectures/nas-bench-201.ts'
import { canonicalCell } from '../generator/architectures/nas-bench-201-pruning.ts'
import { UnbuildableError } from '../generator/unbuildable-error.ts'
import type { Network } from '../model/network.ts'
import { sha256Of } from '../sha256.ts'
import { classesOf, type GenerateOptions, nasBenchName, type NasBenchTask } from './generate-options.ts'
import { classesPart, generatedName } from './generated-name.ts'
import type { Terminal } from './terminal.ts'
import { writeGenerated } from './write-generated.ts'

const exampleCell = '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|none~0|none~1|avg_pool_3x3~2|'

/** Characters of a hash that tell cells apart in a file name. */
const hashCharacters = 8

/**
 * Writes a network of NAS-Bench-201, which is named by its cell;
 * cells that are the same network give the same file.
 */
export async function generateNasBench(
  { cell, variant, seed }: NasBenchTask,
  options: GenerateOptions,
  terminal: Terminal,
): Promise<void> {
  const classes = classesOf(options) ?? cifarClasses
  const { network, form } = build(cell, () => nasBench201({ cell, variant, seed, classes }))
  const hash = sha256Of(new TextEncoder().encode(form)).slice(0, hashCharacters)
  await writeGenerated(
    {
      title: `NAS-Bench-201 ${cell} as in ${variant}`,
      network,
      fileName: generatedName({
        network: [nasBenchName, variant, hash],
        choices: classesPart(classes, cifarClasses),
        seed,
      }),
      choices: { name: nasBenchName, cell, variant, classes, seed, canonicalCell: form },
    },
    options,
    terminal,
  )
}

function build(cell: string, make: () => Network): { readonly network: Network; readonly form: string } {
  try {
    return { network: make(), form: canonicalCell(cell) }
  } catch (cause) {
    if (!(cause instanceof UnbuildableError)) throw cause
    throw new PreciousError('usage/invalid', {
      what: `the cell cannot be built: ${cause.message}`,
      hint: `Give a cell as NAS-Bench-201 writes it, in quotes: "${exampleCell}"`,
      where: '--cell',
      cause,
    })
  }
}
