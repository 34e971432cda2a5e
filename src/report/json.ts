import type { Report } from './report.ts'

/** The report as JSON: keys sorted, so that the same report gives the same bytes. */
export function toJson(report: Report): string {
  return `${JSON.stringify(report, sortKeys, 2)}\n`
}

/** For `JSON.stringify`: objects with their keys in order. */
export function sortKeys(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
}
