import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { gestureModel } from '../../fixtures/make-gesture-model.ts'
import { configWith, heavyModel, tinyModel, tooLittle } from '../plugin/support/configs.ts'
import { shownLatency } from '../plugin/support/estimated.ts'
import { inlining, ownRule, persistentCache, showingInformation } from '../plugin/support/host-configs.ts'
import { hostNames, hosts } from '../plugin/support/hosts.ts'
import { age, build, codeIn, filesIn, inlinedIn, modelsIn, projectOf, reportIn, watch } from '../plugin/support/project.ts'

const config = 'precious.config.json'
const model = 'models/gesture.tflite'
const importPlace = /imported at src\/main\.js:1:\d+/

/** Long enough for a bundler that watches to notice a change, or to have noticed none. */
const settleMs = 1_500

function settle(): Promise<void> {
  return new Promise((done) => setTimeout(done, settleMs))
}

/** All that a message has to name: model, budget, value, verdict and the place of the import. */
function expectFinding(output: string, verdict: string): void {
  expect(output).toContain('models/gesture.tflite on coral-usb3-max')
  expect(output).toMatch(
    new RegExp(`✖ ${verdict} +latency +estimated [\\d.]+ m?s +\\([\\d.]+ to [\\d.]+ m?s\\) +limit 0\\.01 ms`),
  )
  expect(output).toContain('precious.config.json:8')
  expect(output).toMatch(importPlace)
}

describe.each(hostNames)('%s', (host) => {
  const main = readFileSync(join(import.meta.dirname, '../../fixtures', hosts[host].example, 'src/main.js'), 'utf8')

  it('says of a clean build what the model takes, and that it passes', async () => {
    const { exitCode, output, files } = await build(host, projectOf(host, { config: showingInformation(host) }))
    const { value, interval } = shownLatency(gestureModel())
    expect(output.replaceAll(/ +/g, ' ')).toContain(`within latency estimated ${value} ${interval} limit 1 ms`)
    expect(output).toContain('Passed: 2 budgets of 1 model (2 within).')
    expect(exitCode).toBe(0)
    expect(modelsIn(files)).toEqual([gestureModel()])
  })

  it('gives the same report and files with a warm cache of its own and of the bundler', async () => {
    const files = { [config]: configWith(tooLittle, 'warn') }
    const folder = projectOf(host, { options: '{ emit: true }', files, config: persistentCache(host) })
    age(join(folder, model))
    const cold = await build(host, folder)
    const warm = await build(host, folder)
    for (const { exitCode, output, files: written } of [cold, warm]) {
      expect(exitCode).toBe(0)
      expectFinding(output, 'over, warning')
      expect(modelsIn(written)).toEqual([gestureModel()])
      expect(reportIn(written)).toMatchObject({ verdict: 'passed', models: [{ path: model }] })
    }
    expect(reportIn(warm.files)).toEqual(reportIn(cold.files))
  })

  it('warns once while it watches, and again when the model changes', async () => {
    const folder = projectOf(host, { files: { [config]: configWith(tooLittle) } })
    const watcher = watch(host, folder)
    const first = await watcher.waitFor(importPlace)
    expectFinding(watcher.output(), 'over')
    await settle()
    writeFileSync(join(folder, model), heavyModel())
    const second = await watcher.waitFor(/estimated [56]\.\d+ ms[^]*?imported at src\/main\.js:1:\d+/, first)
    await settle()
    writeFileSync(join(folder, 'src/main.js'), `${main}\nconsole.log('changed')\n`)
    await settle()
    expect(watcher.output().slice(second)).not.toContain('imported at')
    expect(watcher.isRunning()).toBe(true)
    // A bundler may be writing just now.
    const written = (): ReadonlyMap<string, Uint8Array> => filesIn(join(folder, 'dist'))
    await expect.poll(() => modelsIn(written()), { timeout: settleMs * 5 }).toContainEqual(heavyModel())
    await expect.poll(() => codeIn(written()), { timeout: settleMs * 5 }).toContain('changed')
  })

  it('judges anew when the config changes while it watches', async () => {
    const folder = projectOf(host, { files: { [config]: configWith(tooLittle) } })
    const watcher = watch(host, folder)
    const first = await watcher.waitFor(importPlace)
    await settle()
    writeFileSync(join(folder, config), configWith('100 ms'))
    await watcher.waitFor(/within +latency [^]*Passed: 1 budget of 1 model \(1 within\)\./, first)
    expect(watcher.isRunning()).toBe(true)
  })

  it('ships a model that is over a budget of level warn', async () => {
    const folder = projectOf(host, { files: { [config]: configWith(tooLittle, 'warn') } })
    const { exitCode, output, files } = await build(host, folder)
    expectFinding(output, 'over, warning')
    expect(exitCode).toBe(0)
    expect(modelsIn(files)).toEqual([gestureModel()])
  })

  it('writes nothing where a model is over a budget of level error', async () => {
    const folder = projectOf(host, { files: { [config]: configWith(tooLittle) } })
    const { exitCode, output, files } = await build(host, folder)
    expectFinding(output, 'over')
    expect(exitCode).not.toBe(0)
    expect([...files.keys()]).toEqual([])
  })

  it('writes all and fails afterwards where it is told to', async () => {
    const options = `{ failOn: 'after-write' }`
    const folder = projectOf(host, { options, files: { [config]: configWith(tooLittle) } })
    const { exitCode, output, files } = await build(host, folder)
    expectFinding(output, 'over')
    expect(exitCode).not.toBe(0)
    expect(modelsIn(files)).toEqual([gestureModel()])
  })

  it('leaves to a rule of the user what becomes of models, beside its own cost modules', async () => {
    const cost = `import cost from '../models/gesture.tflite?precious'\nconsole.log(cost)\n`
    const files = { [config]: configWith(tooLittle, 'warn'), 'src/main.js': `${main}${cost}` }
    const folder = projectOf(host, { options: '{ costModules: true }', files, config: ownRule(host) })
    const result = await build(host, folder)
    expectFinding(result.output, 'over, warning')
    expect(result.exitCode).toBe(0)
    expect(modelsIn(result.files)).toEqual([gestureModel()])
    expect(codeIn(result.files)).toContain('latencyMs')
  })

  it('judges a small model that is put into the code', async () => {
    const files = {
      [config]: configWith(tooLittle, 'warn'),
      [model]: tinyModel(),
      ...(host === 'farm' ? { 'src/main.js': main.replace('.tflite', '.tflite?inline') } : {}),
    }
    const result = await build(host, projectOf(host, { files, config: inlining(host) }))
    expectFinding(result.output, 'over, warning')
    expect(result.exitCode).toBe(0)
    expect(modelsIn(result.files)).toEqual([])
    expect(inlinedIn(result.files)).toEqual(tinyModel())
  })

  it('judges models that no bundler sees where the config matches them, unless it is to judge the bundled ones', async () => {
    const files = { [config]: configWith('1 ms'), 'models/copied.tflite': heavyModel() }
    const all = await build(host, projectOf(host, { files }))
    expect(all.output).toMatch(/models\/copied\.tflite on coral-usb3-max[^]*✖ over +latency/)
    expect(all.exitCode).not.toBe(0)
    const bundled = await build(host, projectOf(host, { files, options: `{ scope: 'bundle' }` }))
    expect(bundled.output).not.toContain('copied.tflite')
    expect(bundled.exitCode).toBe(0)
  })

  it('says what to do where there is no config, and builds where it may not fail', async () => {
    const missing = 'none.json: there is no such config file'
    const failed = await build(host, projectOf(host, { options: `{ config: 'none.json' }` }))
    expect(failed.output).toContain(missing)
    expect(failed.exitCode).not.toBe(0)
    expect([...failed.files.keys()]).toEqual([])
    const passed = await build(host, projectOf(host, { options: `{ config: 'none.json', failOn: 'never' }` }))
    expect(passed.output).toContain(missing)
    expect(passed.exitCode).toBe(0)
    expect(modelsIn(passed.files)).toEqual([gestureModel()])
  })

  it('says what is wrong with a broken model, and ships it as it is where it may not fail', async () => {
    const broken = gestureModel().slice(0, 5_000)
    const failed = await build(host, projectOf(host, { files: { [model]: broken } }))
    expect(failed.output).toMatch(/models\/gesture\.tflite: the file has 5000 bytes, but .+ it is cut short or damaged/)
    expect(failed.output).toMatch(importPlace)
    expect(failed.exitCode).not.toBe(0)
    expect([...failed.files.keys()]).toEqual([])
    const options = `{ failOn: 'never' }`
    const bundled = { [model]: new Uint8Array([...broken, ...new Uint8Array(8_000)]) }
    const passed = await build(host, projectOf(host, { options, files: bundled }))
    expect(passed.output).toMatch(importPlace)
    expect(passed.exitCode).toBe(0)
    expect(modelsIn(passed.files)).toEqual(Object.values(bundled))
  })
})
