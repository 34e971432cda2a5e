import { access, constants, readFile, realpath, stat } from 'node:fs/promises'
import { dirname, join, relative, resolve } from 'node:path'
import { PreciousError } from '../errors.ts'
import { placeOfFile } from '../sample/describe.ts'
import { manifestName, markerName } from '../sample/manifest.ts'

/** Where a plot is to go, and what it must not replace. All as the user names them, in `cwd`. */
export interface PlotPlace {
  readonly plot: string
  readonly cwd: string
  /** Folder of the sample. */
  readonly out: string
  /** File of the space; undefined where it has none. */
  readonly space: string | undefined
  /** Whether any other file may be replaced. */
  readonly isForced: boolean
}

/**
 * Finds out before hours of work whether a plot can be written to a file, and that nothing of value is lost to it.
 * @throws PreciousError `output/unwritable`
 */
export async function checkPlotFile({ plot, cwd, out, space, isForced }: PlotPlace): Promise<void> {
  const path = resolve(cwd, plot)
  const fail = (what: string): PreciousError =>
    new PreciousError('output/unwritable', { what, hint: 'Choose another file for --plot', where: plot })
  if (space !== undefined && (await realPathOf(path)) === (await realPathOf(resolve(cwd, space)))) {
    throw fail('this is the file of the space')
  }
  const inside = relative(await realPathOf(resolve(cwd, out)), await realPathOf(path))
  if (inside === manifestName || inside === markerName || placeOfFile(inside) !== undefined) {
    throw fail('a file of this name in the folder is a part of the sample')
  }
  const found = await stat(path).catch(() => undefined)
  if (found?.isDirectory() === true) throw fail('this is a folder, not a file')
  if (found?.isFile() === true && !isForced && !(await isSvg(path))) {
    throw new PreciousError('output/unwritable', {
      what: 'there is another file of this name, which is no SVG',
      hint: 'Choose another file for --plot, or replace it with --force',
      where: plot,
    })
  }
  if (found === undefined && !(await canHoldFiles(dirname(path)))) throw fail('no file can be made here')
}

/** Of what does not exist yet, the folder's counts. */
async function realPathOf(path: string): Promise<string> {
  const found = await realpath(path).catch(() => undefined)
  if (found !== undefined || dirname(path) === path) return found ?? path
  return join(await realPathOf(dirname(path)), relative(dirname(path), path))
}

/** Whether a folder, or the nearest one above it that exists, takes files. */
async function canHoldFiles(folder: string): Promise<boolean> {
  const found = await stat(folder).catch(() => undefined)
  if (found === undefined) return dirname(folder) !== folder && (await canHoldFiles(dirname(folder)))
  if (!found.isDirectory()) return false
  return access(folder, constants.W_OK).then(() => true, () => false)
}

/** An empty file is nobody's loss either. */
async function isSvg(path: string): Promise<boolean> {
  const text = await readFile(path, 'utf8').catch(() => undefined)
  return text === '' || (text !== undefined && svgStart.test(text))
}

/** Declarations and comments may come before the root. */
const svgStart = /^\uFEFF?\s*(?:<[?!][^>]*>\s*)*<svg[\s>]/i
