import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { kindOfCode, type OperatorKind } from '../../../src/model/operators.ts'
import { everyLayer } from '../../support/networks.ts'

const known = Array.from({ length: 256 }, (_, code) => kindOfCode(code))
const layers = join(import.meta.dirname, '../../../src/generator/layers')

it('the network of every layer has every kind of operator that a layer names, but the custom ones', () => {
  const named = readdirSync(layers).flatMap((file) => kindsIn(readFileSync(join(layers, file), 'utf8')))
  const built = new Set([...everyLayer('uint8').operators, ...everyLayer('int8').operators].map(({ kind }) => kind))
  expect(named.length).toBeGreaterThan(20)
  expect([...new Set(named)].filter((kind) => kind !== 'CUSTOM' && !built.has(kind))).toEqual([])
})

/** The kinds of operators among a source's strings. */
function kindsIn(source: string): OperatorKind[] {
  return known.filter((kind) => source.includes(`'${kind}'`))
}
