import type { CompiledLog, CompilerLog, FailedLog } from './compiler-log.ts'
import { explainFailure } from './explain-failure.ts'
import { explainUnmapped, type UnmappedOperators } from './explain-unmapped.ts'
import type { PlacedOperator, Suspect } from './suspects.ts'

/** More places than these are counted, not listed. */
const indicesNamed = 5

/** The compiler as sentences name it. */
export function compilerWords({ version }: Pick<CompilerLog, 'version'>): string {
  return `the Edge TPU compiler${version === undefined ? '' : ` ${version}`}`
}

/**
 * That the compiler refused a model, why, and what to do, as sentences.
 * @param operators of the plain model
 */
export function failureNote(log: FailedLog, operators: readonly PlacedOperator[]): string {
  const { message, explanation, hint, suspects } = explainFailure(log, operators)
  const said = message === '' ? '' : ` ("${message}")`
  return (
    `It is judged as a plain model, because ${compilerWords(log)} refuses it${said}. ` +
    `${explanation}. ${suspectWords(suspects)}${hint}.`
  )
}

function suspectWords(suspects: readonly Suspect[]): string {
  if (suspects.length === 0) return ''
  const named = suspects.map(({ kind, index, clause }) =>
    `${kind}${index === null ? '' : ` (operator ${index})`}, because ${clause}`)
  return `Suspected: ${named.join('; ')}. `
}

/**
 * What the compiler left on the CPU and why, a sentence or two for each row of its table.
 * @param operators of the plain model
 */
export function unmappedNotes({ models }: CompiledLog, operators: readonly PlacedOperator[]): readonly string[] {
  return models.flatMap((model) => explainUnmapped(model, operators)).map(unmappedNote)
}

function unmappedNote({ row: { kind, count, status }, why, likelyIndices }: UnmappedOperators): string {
  const how = `${count} ${kind} on the CPU${placesOf(likelyIndices)} ("${status}")`
  return `The compiler left ${how}. ${why.explanation}. ${why.hint}.`
}

function placesOf(indices: readonly number[]): string {
  if (indices.length === 0) return ''
  const more = indices.length > indicesNamed ? ` and ${indices.length - indicesNamed} more` : ''
  const noun = indices.length === 1 ? 'operator' : 'operators'
  return `, likely ${noun} ${indices.slice(0, indicesNamed).join(', ')}${more} of the plain model`
}
