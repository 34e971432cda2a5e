import { PreciousError } from '../errors.ts'
import { checkLine, joinProblems } from './line-problems.ts'
import { measurementKeysAt, type MeasurementLine, measurementSchema } from './measurement.ts'

export interface PlacedMeasurement {
  /** From 1. */
  readonly line: number
  readonly measurement: MeasurementLine
}

/** A model measured daily on ten targets for thirty years is no more. */
const mostLines = 100_000
/** A line whose texts are all as long as they may be and written as escapes is shorter. */
const longestLine = 20_000
/** 500 bytes for each of so many lines, which usual ones do not take. */
const longestText = 50_000_000
/** Editors on Windows write one. */
const byteOrderMark = /^\uFEFF/

/**
 * Reads a file of measurements: a JSON object in each line; empty lines are allowed.
 * @param file its path as the user knows it
 * @throws PreciousError `measurements/invalid` at the first line that is not a measurement, or where there is too much
 */
export function parseMeasurements(text: string, file: string): readonly PlacedMeasurement[] {
  if (text.length > longestText) throw tooLarge(`${longestText} characters`, file)
  const lines = text.replace(byteOrderMark, '').replace(/\n$/, '').split('\n')
  if (lines.length > mostLines) throw tooLarge(`${mostLines} lines`, file)
  return lines.flatMap((content, index) => {
    const line = index + 1
    return content.trim() === '' ? [] : [{ line, measurement: parseLine(content, `${file}:${line}`) }]
  })
}

function parseLine(content: string, where: string): MeasurementLine {
  if (content.length > longestLine) {
    const hint = 'Write each measurement in a line of its own, and "how" in fewer words'
    throw invalid(`the line has more than ${longestLine} characters`, hint, where)
  }
  const checked = checkLine(parseJson(content, where), { schema: measurementSchema, keysAt: measurementKeysAt })
  if (checked.problems === undefined) return checked.value
  throw invalid(joinProblems(checked.problems), 'Correct the line and run again', where)
}

function parseJson(content: string, where: string): unknown {
  try {
    return JSON.parse(content)
  } catch (cause) {
    const hint = 'Write one whole JSON object in each line, without commas between them'
    throw invalid('the line is not JSON', hint, where, cause)
  }
}

function tooLarge(limit: string, file: string): PreciousError {
  return invalid(`the file has more than ${limit}`, 'Keep the latest measurements of each model and target', file)
}

function invalid(what: string, hint: string, where: string, cause?: unknown): PreciousError {
  return new PreciousError('measurements/invalid', { what, hint, where, cause })
}
