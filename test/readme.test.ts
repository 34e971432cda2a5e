import { readFileSync, rmSync, mkdtempSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, describe, expect, it } from 'vitest'
import { estimatorOf, targetNames } from '../src/estimator/target.ts'
import { mobileNetV1 } from '../src/generator/architectures/mobilenet-v1.ts'
import * as precious from '../src/index.ts'

const readme = readFileSync(new URL('../README.md', import.meta.url), 'utf8')
const folder = mkdtempSync(join(tmpdir(), 'precious-readme-'))
afterAll(() => rmSync(folder, { recursive: true }))

describe('the README', () => {
  it('shows a config that is valid', () => {
    const body = codeWith('defineConfig({').replace('export default', 'return')
    const config: unknown = new Function('defineConfig', body)(precious.defineConfig)
    const resolved = precious.resolveConfig(config, { file: 'precious.config.ts', directory: '/' })
    expect(resolved.models.flatMap(({ budgets }) => budgets.map(({ key }) => key))).toContain('cpuOperators')
  })

  it('shows code that prints a latency', () => {
    const file = join(folder, 'model.tflite')
    const network = mobileNetV1({ widthMultiplier: 0.25, inputSize: 32, classes: 4, quantisation: 'int8', seed: 1 })
    writeFileSync(file, precious.writeNetwork(network))
    const printed: unknown[] = []
    const names = ['readFileSync', 'analyse', 'estimateDemand', 'estimatorOf', 'loadNetwork', 'console']
    const values = [() => readFileSync(file), precious.analyse, precious.estimateDemand, precious.estimatorOf, precious.loadNetwork, { log: (value: unknown) => printed.push(value) }]
    new Function(...names, codeWith('estimateDemand('))(...values)
    expect(printed).toEqual([expect.objectContaining({ quantity: 'latency', basis: 'estimated' })])
  })

  it.each(targetNames)('states the error of %s that it ships with', (target) => {
    const { checkPoints } = estimatorOf(target)
    const row = readme.split('\n').find((line) => line.startsWith(`| \`${target}\``)) ?? ''
    const mean = checkPoints.reduce((sum, { error }) => sum + Math.abs(error), 0) / checkPoints.length
    const architectures = new Set(checkPoints.map(({ architecture }) => architecture)).size
    expect(row).toContain(`| ${checkPoints.length} of ${architectures} architecture`)
    expect(row).toContain(`| ${(mean * 100).toFixed(1)} % |`)
  })
})

/** The code block that holds a text, without its imports. */
function codeWith(text: string): string {
  const block = [...readme.matchAll(/```ts\n([\s\S]*?)```/g)].map(([, code]) => code ?? '').find((code) => code.includes(text))
  if (block === undefined) throw new Error(`the README has no code with ${text}`)
  return block.replaceAll(/^import .*\n/gm, '')
}
