import type { Finding } from '../finding.ts'
import type { RollupLikeLog } from './rollup-like.ts'

/** A finding as Rollup, Rolldown and Vite log it. */
export function logOf({ text, place }: Finding): RollupLikeLog {
  if (place === undefined) return { message: text }
  if (place.position === undefined) return { message: text, id: place.file }
  const { line, column } = place.position
  return { message: text, id: place.file, loc: { file: place.file, line, column }, frame: frameOf(place.position) }
}

/** Several findings as the one error that ends a build; its place is that of the first which has one. */
export function errorOf(findings: readonly Finding[]): RollupLikeLog {
  const message = findings.map(({ text }) => text).join('\n\n')
  const placed = findings.find(({ place }) => place !== undefined)
  return { ...(placed === undefined ? {} : logOf(placed)), message, stack: '' }
}

function frameOf({ line, column, length, lineText }: NonNullable<NonNullable<Finding['place']>['position']>): string {
  const start = `${line}: `
  const mark = '^'.repeat(Math.max(1, Math.min(length, lineText.length - column)))
  return `${start}${lineText}\n${' '.repeat(start.length)}${lineText.slice(0, column).replaceAll(/[^\t]/g, ' ')}${mark}`
}
