import { describe, expect, it } from 'vitest'
import type { HostName } from '../plugin/support/hosts.ts'
import { build, projectOf } from '../plugin/support/project.ts'

const webpackRule = `module: { rules: [{ resourceQuery: /precious/, type: 'asset/source' }] }`

/** Takes what is left to it first, as plugins do that load models by themselves. */
const rollupPlugin = `{
    name: 'other',
    resolveId: {
      order: 'pre',
      handler: (source, importer) => (source.endsWith('?precious') ? importer + '/../' + source : null),
    },
    load: { order: 'pre', handler: (id) => (id.endsWith('?precious') ? 'export default 1' : null) },
  }`

const esbuildPlugin = `{
    name: 'other',
    setup(build) {
      build.onResolve({ filter: /precious$/ }, ({ path }) => ({ path, namespace: 'other' }))
      build.onLoad({ filter: /./, namespace: 'other' }, () => ({ contents: 'export default 1' }))
    },
  }`

const before = (plugin: string) => (config: string): string => config.replace('plugins: [', `plugins: [${plugin}, `)
const beside = (rule: string) => (config: string): string => config.replace('plugins: [', `${rule},\n  plugins: [`)

const rules: readonly (readonly [HostName, (config: string) => string])[] = [
  ['webpack', beside(webpackRule)],
  ['rspack', beside(webpackRule)],
  ['rsbuild', beside(`tools: { rspack: { ${webpackRule} } }`)],
  ['vite8', before(`{ enforce: 'pre', ...${rollupPlugin} }`)],
  ['vite7', before(`{ enforce: 'pre', ...${rollupPlugin} }`)],
  ['rollup', before(rollupPlugin)],
  ['rolldown', before(rollupPlugin)],
  ['esbuild', before(esbuildPlugin)],
]

describe('a rule of the user for imports that end in "?precious"', () => {
  it.each(rules)('is not overruled in %s, but refused', async (host, config) => {
    const main = `import cost from '../models/gesture.tflite?precious'\nconsole.log(cost)\n`
    const folder = projectOf(host, { options: '{ costModules: true }', files: { 'src/main.js': main }, config })
    const { exitCode, output } = await build(host, folder)
    expect(output).toMatch(/(?:rule in module\.rules|plugin) takes .*"\S*\?precious", which costModules is for/)
    expect(output).toContain('leave out costModules')
    expect(exitCode).not.toBe(0)
  })
})
