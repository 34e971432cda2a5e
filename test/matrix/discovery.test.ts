import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { gestureModel } from '../../fixtures/make-gesture-model.ts'
import { configWith, tooLittle } from '../plugin/support/configs.ts'
import { type HostName, hostNames } from '../plugin/support/hosts.ts'
import { build, codeIn, filesIn, projectOf, watch } from '../plugin/support/project.ts'

const config = 'precious.config.json'
const everywhere = configWith(tooLittle, 'warn').replace('models/*.tflite', '{src,models,lib,public}/**/*.tflite')
const suffix = (host: HostName): string => (host.startsWith('vite') ? '?url' : '')

describe.each(hostNames)('a build by %s', (host) => {
  it('that passes says nothing that counts as a warning', async () => {
    const { output } = await build(host, projectOf(host))
    expect(output).not.toMatch(/warn/i)
  })

  it('tells models of one name apart', async () => {
    const files = {
      [config]: everywhere,
      'lib/gesture.tflite': gestureModel(),
      'src/main.js': `import './other.js'\nimport url from '../models/gesture.tflite${suffix(host)}'\nconsole.log(url)\n`,
      'src/other.js': `\n\nimport url from '../lib/gesture.tflite${suffix(host)}'\nconsole.log(url)\n`,
    }
    const { output } = await build(host, projectOf(host, { files }))
    expect(output).toMatch(/lib\/gesture\.tflite on [^]*?imported at src\/other\.js:3:\d+\s/)
    expect(output).toMatch(/models\/gesture\.tflite on [^]*?imported at src\/main\.js:2:\d+\s/)
  })

  it('writes nothing for a broken model that the config does not know', async () => {
    const files = {
      'other/x.tflite': 'no model',
      'src/main.js': `import url from '../other/x.tflite${suffix(host)}'\nconsole.log(url)\n`,
    }
    const { exitCode, output, files: written } = await build(host, projectOf(host, { files }))
    expect(output).toMatch(/other\/x\.tflite: [^]*imported at src\/main\.js:1:\d+/)
    expect(exitCode).not.toBe(0)
    expect([...written.keys()]).toEqual([])
  })
})

describe.each(['webpack', 'rspack', 'vite8', 'vite7', 'rollup', 'rolldown', 'esbuild', 'farm'] as const)('%s', (host) => {
  it('notices while it watches that a config was taken away and came back', async () => {
    const folder = projectOf(host, { files: { [config]: configWith(tooLittle) } })
    const watcher = watch(host, folder)
    const first = await watcher.waitFor(/imported at src\/main\.js:1:\d+/)
    await new Promise((done) => setTimeout(done, 1_500))
    rmSync(join(folder, config))
    const second = await watcher.waitFor(/no config was found/, first)
    await new Promise((done) => setTimeout(done, 1_500))
    writeFileSync(join(folder, config), configWith(tooLittle))
    await watcher.waitFor(/imported at src\/main\.js:1:\d+/, second)
    expect(watcher.isRunning()).toBe(true)
  })
})

describe.each(['webpack', 'rspack'] as const)('%s', (host) => {
  it('names the file that imports models by a pattern', async () => {
    const main = 'const name = document.title\nimport(`../models/${name}.tflite`).then(console.log)\n'
    const rule = `module: { rules: [{ test: /\\.tflite$/, type: 'asset/resource' }] },\n  plugins:`
    const files = { [config]: everywhere, 'src/main.js': main }
    const { output } = await build(host, projectOf(host, { files, config: (text) => text.replace('plugins:', rule) }))
    expect(output).toMatch(/models\/gesture\.tflite on [^]*imported at src\/main\.js:2:\d+/)
  })
})

describe.each(['vite8', 'vite7'] as const)('%s', (host) => {
  const worker = {
    'src/main.js': `new Worker(new URL('./worker.js', import.meta.url), { type: 'module' })\n`,
    'src/worker.js': `import url from '../models/gesture.tflite?url'\nimport cost from '../models/gesture.tflite?precious'\nconsole.log(url, cost)\n`,
  }

  it('judges the models of workers, and gives them cost modules', async () => {
    const options = `{ costModules: true, scope: 'bundle' }`
    const folder = projectOf(host, { options, files: { ...worker, [config]: configWith(tooLittle, 'warn') } })
    const { exitCode, output, files } = await build(host, folder)
    expect(output).toMatch(/models\/gesture\.tflite on [^]*imported at src\/worker\.js:1:\d+/)
    expect(exitCode).toBe(0)
    expect(codeIn(files)).toContain('latencyMs')
  })

  it('touches neither the output folder nor the public files where a budget does not hold', async () => {
    const files = { [config]: everywhere.replace('warn', 'error'), 'public/g.tflite': gestureModel(), 'dist/old.txt': 'old' }
    const folder = projectOf(host, { files })
    const { exitCode } = await build(host, folder)
    expect(exitCode).not.toBe(0)
    expect([...filesIn(join(folder, 'dist')).keys()]).toEqual(['old.txt'])
  })
})
