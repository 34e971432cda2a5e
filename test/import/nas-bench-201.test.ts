import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { edgeOperations } from '../../src/generator/architectures/nas-bench-201-cell.ts'
import { canonicalCell } from '../../src/generator/architectures/nas-bench-201-pruning.ts'
import { nasBench201 } from '../../src/generator/architectures/nas-bench-201.ts'
import { parseCsv } from '../../src/import/csv.ts'
import type { ImportOutcome } from '../../src/import/import-outcome.ts'
import { importNasBench, type NasBenchImport } from '../../src/import/nas-bench-201.ts'
import { nasBenchFeatures } from '../../src/import/nas-bench-201-features.ts'
import { factsOf } from '../../src/import/network-facts.ts'
import { describeWithShared, sharedFile } from '../support/shared.ts'

const chain = '|nor_conv_3x3~0|+|none~0|avg_pool_3x3~1|+|none~0|none~1|skip_connect~2|'
/** The same network, laid out in other nodes. */
const twin = '|nor_conv_3x3~0|+|none~0|none~1|+|none~0|avg_pool_3x3~1|nor_conv_1x1~2|'
const withoutPath = '|none~0|+|none~0|none~1|+|none~0|none~1|nor_conv_1x1~2|'

function imported(text: string, variant: NasBenchImport['variant'] = 'eagle'): readonly ImportOutcome[] {
  return [...importNasBench(parseCsv(text), { variant, fileName: 'table.csv', toolVersion: '1.2.3' })]
}

function tableOf(...rows: readonly (readonly [cell: string, figure: string])[]): string {
  return ['arch_str,other,eagle_edgetpu_int8_ms', ...rows.map(([cell, figure]) => `${cell},x,${figure}`)].join('\n')
}

describe('a table of NAS-Bench-201', () => {
  it('gives a row for each network that the lab measured', () => {
    const [row, ...others] = imported(tableOf([chain, '1.25'], [twin, '']))
    expect(others).toEqual([{ kind: 'empty', line: 3 }])
    expect(row).toMatchObject({
      kind: 'row',
      line: 2,
      row: {
        schemaVersion: 1,
        network: { name: chain, group: 'nor_conv_3x3(0) avg_pool_3x3(1) > 2' },
        target: 'nb201-eagle',
        settings: {},
        latencyMs: { mean: 1.25 },
        provenance: {
          source: 'SamsungLabs/eagle',
          licence: 'Apache-2.0',
          importedFrom: 'table.csv:2',
          toolVersion: '1.2.3',
        },
      },
    })
  })

  it('finds its columns wherever they are, with other line ends and separators', () => {
    const [row] = imported(`\uFEFFhwnasbench_edgetpu_ms;n;arch_str\r\n2;7;${chain}\r\n`, 'hwnasbench')
    expect(row).toMatchObject({ kind: 'row', row: { target: 'nb201-hwnasbench', latencyMs: { mean: 2 } } })
  })

  it('has twins in one group, with one hash', () => {
    const networks = imported(tableOf([chain, '1'], [twin, '2'])).map((outcome) =>
      outcome.kind === 'row' ? { ...outcome.row.network, name: '' } : outcome,
    )
    expect(networks[0]).toEqual(networks[1])
  })

  it.each([
    ['a cell that is cut off', '|none~0|', '1', 'arch_str: a cell needs "+|" at character 9, but the text ends'],
    ['a cell without a path', withoutPath, '1', `arch_str: no path leads through the cell ${withoutPath}`],
    ['a figure that is none', chain, 'nan', 'eagle_edgetpu_int8_ms must be a number, not "nan"'],
    ['a figure below zero', chain, '-1', 'eagle_edgetpu_int8_ms must be a positive number, not "-1"'],
  ])('names the line of %s and goes on', (_, cell, figure, problem) => {
    const outcomes = imported(tableOf([chain, '1'], [cell, figure], [chain, '1']))
    expect(outcomes.map(({ kind }) => kind)).toEqual(['row', 'problem', 'row'])
    expect(outcomes[1]).toEqual({ kind: 'problem', line: 3, problem })
  })

  it.each([
    ['arch_str,e', 'table.csv: the table has no column "eagle_edgetpu_int8_ms". The columns are "arch_str", "e".'],
    ['arch_st,eagle_edgetpu_int8_ms', 'the table has no column "arch_str". Did you mean "arch_st"?'],
    ['arch_str,arch_str,eagle_edgetpu_int8_ms', 'the table has several columns "arch_str"'],
  ])('is refused with the header %s', (header, message) => {
    expect(() => imported(`${header}\n`)).toThrow(message)
  })
})

describe('the network of a row', () => {
  it.each(['eagle', 'hwnasbench'] as const)('is that of a file with weights, as %s built it', (variant) => {
    const [outcome] = imported(`arch_str,eagle_edgetpu_int8_ms,hwnasbench_edgetpu_ms\n${chain},1,1`, variant)
    const facts = factsOf(nasBench201({ cell: chain, variant, seed: 3 }))
    expect(outcome).toMatchObject({ row: { network: { hash: facts?.hash }, properties: facts?.properties } })
  })
})

describe('the features of a cell', () => {
  it('are its pruned edges, operators, sums and depth', () => {
    // The edge 0>2 leads nowhere.
    const cell = '|nor_conv_3x3~0|+|nor_conv_1x1~0|none~1|+|skip_connect~0|avg_pool_3x3~1|none~2|'
    const features = nasBenchFeatures(cell)
    const present = Object.entries(features).filter(([name, value]) => name.startsWith('edge') && value === 1)
    expect(present.map(([name]) => name)).toEqual([
      'edge01:nor_conv_3x3',
      'edge02:none',
      'edge12:none',
      'edge03:skip_connect',
      'edge13:avg_pool_3x3',
      'edge23:none',
    ])
    expect(features).toMatchObject({
      'operators:skip_connect': 1,
      'operators:nor_conv_1x1': 0,
      'operators:nor_conv_3x3': 1,
      'operators:avg_pool_3x3': 1,
      adds: 1,
      depth: 2,
    })
  })

  it('count what the network has: five cells, and the operators between them', () => {
    const operations = fc.array(fc.constantFrom(...edgeOperations), { minLength: 6, maxLength: 6 })
    fc.assert(
      fc.property(operations, ([a, b, c, d, e, f]) => {
        const cell = `|${a}~0|+|${b}~0|${c}~1|+|${d}~0|${e}~1|${f}~2|`
        fc.pre(!canonicalCell(cell).endsWith(' '))
        const { operators } = nasBench201({ cell, variant: 'eagle', seed: 1, weights: 'none' })
        const countOf = (kind: string): number => operators.filter((operator) => operator.kind === kind).length
        const features = nasBenchFeatures(cell)
        // Fifteen cells; two reductions have a sum each, and four convolutions beside the stem's.
        expect(15 * (features['adds'] ?? 0) + 2).toBe(countOf('ADD'))
        const convolutions = (features['operators:nor_conv_1x1'] ?? 0) + (features['operators:nor_conv_3x3'] ?? 0)
        expect(15 * convolutions + 7).toBe(countOf('CONV_2D'))
        expect(15 * (features['operators:avg_pool_3x3'] ?? 0) + 3).toBe(countOf('AVERAGE_POOL_2D'))
        const edges = Object.entries(features).filter(([name, value]) => name.startsWith('edge') && value === 1)
        expect(edges).toHaveLength(6)
      }),
      { numRuns: 50 },
    )
  })
})

describeWithShared('the shared latencies of NAS-Bench-201', () => {
  const text = readFileSync(sharedFile('data', 'nb201-edgetpu-latency.csv'), 'utf8')

  it.each([
    ['eagle', { row: 970 }],
    ['hwnasbench', { row: 842, empty: 128 }],
  ] as const)('of %s are all imported', (variant, expected) => {
    const counts: Record<string, number> = {}
    const outcomes = imported(text, variant)
    for (const { kind } of outcomes) counts[kind] = (counts[kind] ?? 0) + 1
    expect(counts).toEqual(expected)
    const networks = outcomes.flatMap((outcome) => (outcome.kind === 'row' ? [outcome.row.network] : []))
    // The hash tells networks apart as the pruned cells do.
    const pairs = new Set(networks.map(({ hash, group }) => `${hash} ${group}`))
    expect(pairs.size).toBe(new Set(networks.map(({ hash }) => hash)).size)
    expect(pairs.size).toBe(new Set(networks.map(({ group }) => group)).size)
  })
})
