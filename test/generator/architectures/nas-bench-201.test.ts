import { readFileSync } from 'node:fs'
import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { edgeOperations, parseCell } from '../../../src/generator/architectures/nas-bench-201-cell.ts'
import { canonicalCell } from '../../../src/generator/architectures/nas-bench-201-pruning.ts'
import { nasBench201 } from '../../../src/generator/architectures/nas-bench-201.ts'
import type { Network } from '../../../src/model/network.ts'
import { writeNetwork } from '../../../src/model/tflite/write.ts'
import { macsIn, parametersIn } from '../../support/network-counts.ts'
import { structureOf } from '../../support/network-structure.ts'
import { describeWithShared, sharedFile } from '../../support/shared.ts'
import { runModel } from '../../support/tflite-runtime.ts'

const variants = ['eagle', 'hwnasbench'] as const

const denseCell = '|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|nor_conv_3x3~0|nor_conv_3x3~1|nor_conv_3x3~2|'
const bestCell = '|nor_conv_3x3~0|+|nor_conv_3x3~0|nor_conv_3x3~1|+|skip_connect~0|nor_conv_3x3~1|nor_conv_3x3~2|'
const emptyCell = '|skip_connect~0|+|skip_connect~0|skip_connect~1|+|skip_connect~0|skip_connect~1|skip_connect~2|'

describe('a cell of NAS-Bench-201', () => {
  it('has six edges, each with its operation', () => {
    const cell = '|none~0|+|skip_connect~0|nor_conv_1x1~1|+|nor_conv_3x3~0|avg_pool_3x3~1|none~2|'
    expect(parseCell(cell)).toEqual([
      { from: 0, to: 1, operation: 'none' },
      { from: 0, to: 2, operation: 'skip_connect' },
      { from: 1, to: 2, operation: 'nor_conv_1x1' },
      { from: 0, to: 3, operation: 'nor_conv_3x3' },
      { from: 1, to: 3, operation: 'avg_pool_3x3' },
      { from: 2, to: 3, operation: 'none' },
    ])
  })

  it.each([
    ['', 'a cell needs "|" at character 1, but the text ends'],
    ['|conv~0|', 'a cell needs one of none, skip_connect, nor_conv_1x1, nor_conv_3x3, avg_pool_3x3 at character 2'],
    ['|none~1|', 'a cell needs "~0|" at character 6, but there is "~1|"'],
    ['|none~0||none~0|', 'a cell needs "+|" at character 9, but there is "|none~0|"'],
    [`${denseCell}+`, 'a cell needs nothing at character 96, but there is "+"'],
  ])('is refused where it is malformed: %s', (cell, message) => {
    expect(() => parseCell(cell)).toThrow(RangeError)
    expect(() => parseCell(cell)).toThrow(message)
  })
})

describe('a pruned cell', () => {
  it.each([
    {
      it: 'sums what reaches its output',
      cell: '|nor_conv_3x3~0|+|none~0|none~1|+|skip_connect~0|skip_connect~1|none~2|',
      form: 'nor_conv_3x3(0) > 0+1',
    },
    { it: 'takes a value once that reaches a node twice', cell: emptyCell, form: '> 0' },
    {
      it: 'has no operator that leads nowhere',
      cell: '|nor_conv_3x3~0|+|none~0|nor_conv_1x1~1|+|avg_pool_3x3~0|none~1|none~2|',
      form: 'avg_pool_3x3(0) > 1',
    },
    {
      it: 'has no operator that nothing leads to',
      cell: '|none~0|+|none~0|nor_conv_1x1~1|+|avg_pool_3x3~0|none~1|nor_conv_1x1~2|',
      form: 'avg_pool_3x3(0) > 1',
    },
    {
      it: 'sums before an operator',
      cell: '|nor_conv_1x1~0|+|skip_connect~0|skip_connect~1|+|none~0|none~1|nor_conv_3x3~2|',
      form: 'nor_conv_1x1(0) nor_conv_3x3(0+1) > 2',
    },
    {
      it: 'shares a result',
      cell: '|nor_conv_3x3~0|+|none~0|skip_connect~1|+|none~0|skip_connect~1|nor_conv_1x1~2|',
      form: 'nor_conv_3x3(0) nor_conv_1x1(1) > 1+2',
    },
    {
      it: 'does not share what is computed twice',
      cell: '|nor_conv_3x3~0|+|nor_conv_3x3~0|none~1|+|none~0|skip_connect~1|nor_conv_1x1~2|',
      form: 'nor_conv_3x3(0) nor_conv_1x1(1) nor_conv_3x3(0) > 2+3',
    },
  ])('$it', ({ cell, form }) => {
    expect(canonicalCell(cell)).toBe(form)
  })

  it('is the same wherever its operators lay', () => {
    const cells = [
      '|nor_conv_3x3~0|+|none~0|none~1|+|none~0|nor_conv_1x1~1|none~2|',
      '|nor_conv_3x3~0|+|none~0|nor_conv_1x1~1|+|none~0|none~1|skip_connect~2|',
      '|skip_connect~0|+|none~0|nor_conv_3x3~1|+|none~0|none~1|nor_conv_1x1~2|',
    ]
    expect(new Set(cells.map(canonicalCell))).toEqual(new Set(['nor_conv_3x3(0) nor_conv_1x1(1) > 2']))
  })

  it('says which cells are the same network', () => {
    // Few operations, so that many of the pairs are equal; and no 3x3 convolutions, so that networks are made fast.
    const cell = fc.array(fc.constantFrom('none', 'skip_connect', 'avg_pool_3x3'), { minLength: 6, maxLength: 6 })
    const variant = fc.constantFrom(...variants)
    fc.assert(
      fc.property(cell, cell, variant, ([...left], [...right], choice) => {
        const [first, second] = [cellOf(left), cellOf(right)]
        fc.pre(canonicalCell(first) === canonicalCell(second) && !canonicalCell(first).endsWith(' '))
        const network = (text: string): Network => nasBench201({ cell: text, variant: choice, seed: 1 })
        expect(structureOf(network(first))).toEqual(structureOf(network(second)))
      }),
      { numRuns: 30, maxSkipsPerRun: 1000 },
    )
  })

  it('has as many operators of a kind as edges of a kind have a part in the result', () => {
    const cell = fc.array(fc.constantFrom(...edgeOperations), { minLength: 6, maxLength: 6 })
    fc.assert(
      fc.property(cell, (operations) => {
        const form = canonicalCell(cellOf(operations))
        for (const kind of ['nor_conv_1x1', 'nor_conv_3x3', 'avg_pool_3x3'] as const) {
          expect(form.split(kind).length - 1).toBe(usedEdges(operations).filter((used) => used === kind).length)
        }
      }),
    )
  })
})

describe('a network of NAS-Bench-201', () => {
  /** Channels of the convolutions that have batch norm in the benchmark. */
  const convolvedChannels = (inCells: number): number => 16 + inCells * 5 * (16 + 32 + 64) + 2 * (32 + 64)
  const shortcutChannels = 32 + 64
  const lastChannels = 64

  // The benchmark counts two parameters of batch norm for each channel where the network has one bias, none for
  // shortcuts, and batch norm after the last cell. Its "FLOPs" are multiply-accumulates and the adding of ten biases.
  it.each([
    // Most and least of the benchmark's CIFAR-10 table, listed as `min_max_values` by an evaluator for EvoXBench:
    // 0.073306 to 1.531546 M parameters, 7.78305 to 220.11969 M FLOPs.
    ['3x3 convolutions on all edges', denseCell, 6, 1_531_546, 220_119_690],
    // Its architecture 9930, as its API prints it: "FLOP=184.73 M, Params=1.289 MB"; further digits by hand.
    ['the best cell on CIFAR-10', bestCell, 5, 1_288_506, 184_730_250],
    ['no convolutions', emptyCell, 0, 73_306, 7_783_050],
  ])('costs what the benchmark says: %s', (_, cell, inCells, parameters, flops) => {
    const network = nasBench201({ cell, variant: 'eagle', seed: 1 })
    const batchNorm = convolvedChannels(inCells) + 2 * lastChannels - shortcutChannels
    expect(parametersIn(network) + batchNorm).toBe(parameters)
    expect(macsIn(network) + 10).toBe(flops)
  })

  it('has the last batch norm as operators in the variant hwnasbench', () => {
    const eagle = nasBench201({ cell: bestCell, variant: 'eagle', seed: 1 })
    const hwnasbench = nasBench201({ cell: bestCell, variant: 'hwnasbench', seed: 1 })
    expect(parametersIn(hwnasbench) - parametersIn(eagle)).toBe(2 * lastChannels)
    expect(macsIn(hwnasbench)).toBe(macsIn(eagle))
  })

  it('sums with two inputs at a time', () => {
    const cell = '|avg_pool_3x3~0|+|avg_pool_3x3~0|none~1|+|skip_connect~0|skip_connect~1|skip_connect~2|'
    const { operators } = nasBench201({ cell, variant: 'eagle', seed: 1 })
    const adds = operators.filter(({ kind }) => kind === 'ADD')
    expect(adds).toHaveLength(3 * 5 * 2 + 2)
    expect(adds.every(({ inputs }) => inputs.length === 2)).toBe(true)
  })

  it('does not exist for a cell without a path', () => {
    const cell = '|nor_conv_3x3~0|+|none~0|none~1|+|none~0|none~1|nor_conv_3x3~2|'
    expect(() => nasBench201({ cell, variant: 'eagle', seed: 1 })).toThrow('no path')
  })

  it.each(variants)('runs in the real interpreter: %s', async (variant) => {
    const cell = '|nor_conv_1x1~0|+|avg_pool_3x3~0|skip_connect~1|+|skip_connect~0|none~1|nor_conv_3x3~2|'
    const result = await runModel(writeNetwork(nasBench201({ cell, variant, seed: 1 })))
    if (!result.accepted) throw new Error(result.reason)
    expect(result.outputs.map(({ shape }) => shape)).toEqual([[1, 10]])
    expect(new Set(result.outputs[0]?.values).size).toBeGreaterThan(1)
  })
})

describeWithShared('the measured networks of NAS-Bench-201', () => {
  const lines = readFileSync(sharedFile('data', 'nb201-edgetpu-latency.csv'), 'utf8').trim().split('\n').slice(1)
  const cells = lines.map((line) => line.split(',')[2] ?? '')

  it('all have a path through their cell', () => {
    expect(cells).toHaveLength(970)
    expect(cells.map(canonicalCell).filter((form) => form.endsWith(' '))).toEqual([])
  })

  it.each(variants)('can be generated, every tenth of them tried: %s', (variant) => {
    for (const cell of cells.filter((_, index) => index % 10 === 0)) {
      expect(nasBench201({ cell, variant, seed: 1 }).operators.length).toBeGreaterThan(10)
    }
  })
})

function cellOf([a = '', b = '', c = '', d = '', e = '', f = '']: readonly string[]): string {
  return `|${a}~0|+|${b}~0|${c}~1|+|${d}~0|${e}~1|${f}~2|`
}

/** The operations of the edges that are on a path from input to output. */
function usedEdges([a = '', b = '', c = '', d = '', e = '', f = '']: readonly string[]): string[] {
  const is = (operation: string): boolean => operation !== 'none'
  const toSecond = is(b) || (is(a) && is(c))
  const fromFirst = is(e) || (is(c) && is(f))
  return [
    ...(is(a) && fromFirst ? [a] : []),
    ...(is(b) && is(f) ? [b] : []),
    ...(is(a) && is(c) && is(f) ? [c] : []),
    d,
    ...(is(a) && is(e) ? [e] : []),
    ...(is(f) && toSecond ? [f] : []),
  ]
}
