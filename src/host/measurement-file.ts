import type { Measurements } from '../judge-models.ts'
import { parseMeasurements } from '../measurement/measurement-lines.ts'
import { readText } from './files.ts'

/** A few megabytes hold the measurements of years. */
const largestFile = 64 * 1_048_576

/**
 * Reads a file of measurements.
 * @param shown its path as the user knows it
 * @throws PreciousError `measurements/unreadable`, `measurements/invalid`
 */
export async function readMeasurementFile(path: string, shown: string): Promise<Measurements> {
  const code = 'measurements/unreadable'
  const text = await readText(path, { shown, what: 'file of measurements', code, largestBytes: largestFile })
  return { file: shown, lines: parseMeasurements(text, shown) }
}
