import { resolve } from 'node:path'
import { analyse } from '../analysis/analyse.ts'
import type { PairedModel } from '../comparison/model-pair.ts'
import { placed, PreciousError } from '../errors.ts'
import { nodeFiles } from '../host/files.ts'
import { readReportFile, type ReportFile } from '../host/report-file.ts'
import { loadNetwork } from '../model/load.ts'
import type { PairedFile } from '../report/model-pair-report.ts'
import { sha256Of } from '../sha256.ts'

/** A file that `compare` was given. */
export type ComparedFile = ModelFile | ReportInFile

export interface ModelFile extends PairedFile, PairedModel {
  readonly kind: 'model'
}

export interface ReportInFile {
  readonly kind: 'report'
  /** As it was named. */
  readonly path: string
  readonly file: ReportFile
}

/**
 * Reads a model or a report, which its name or its content tells.
 * @throws PreciousError of either
 */
export async function readCompared(path: string, cwd: string): Promise<ComparedFile> {
  const absolute = resolve(cwd, path)
  if (path.endsWith('.json')) return await readReport(path, absolute)
  try {
    const bytes = await nodeFiles.readFile(absolute)
    if (startsLikeJson(bytes)) return await readReport(path, absolute)
    const network = loadNetwork(bytes)
    const content = { sha256: sha256Of(bytes), bytes: bytes.length }
    return { kind: 'model', path, ...content, network, analysis: analyse(network) }
  } catch (error) {
    throw error instanceof PreciousError ? placed(error, path) : error
  }
}

async function readReport(path: string, absolute: string): Promise<ReportInFile> {
  return { kind: 'report', path, file: await readReportFile(absolute, path) }
}

const openingBrace = 0x7b
const identifierStart = 4

/** No model's root lies at such an offset, but a damaged one might say so: its identifier tells. */
function startsLikeJson(bytes: Uint8Array): boolean {
  const identifier = String.fromCharCode(...bytes.subarray(identifierStart, identifierStart + 4))
  return bytes[0] === openingBrace && identifier !== 'TFL3'
}
