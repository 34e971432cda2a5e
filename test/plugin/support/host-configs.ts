import type { HostName } from './hosts.ts'

/** Rewrites the config of a bundler. */
type Rewrite = (config: string) => string

/** What each bundler's example has to be told for a case of the tests. */
interface HostConfigs {
  /** Keeps what the bundler built for its next run; the same config where it cannot. */
  readonly persistentCache?: Rewrite
  /** Another rule of the user's for models than that of the example. */
  readonly ownRule: Rewrite
  /** Puts models into the code. */
  readonly inlining?: Rewrite
  /** Lets plugins show what is no warning. */
  readonly showingInformation?: Rewrite
}

function adding(property: string): Rewrite {
  return (config) => config.replace(/^( *)plugins: /m, `$1${property},\n$1plugins: `)
}

const ownNames = `generator: { filename: 'weights/[hash][ext]' }`
const resourceRule = `module: { rules: [{ test: /\\.tflite$/, type: 'asset/resource', ${ownNames} }] }`
const asBytes = `generator: { dataUrl: { mimetype: 'application/octet-stream' } }`
const inlineRule = `module: { rules: [{ test: /\\.tflite$/, type: 'asset/inline', ${asBytes} }] }`

const inliningPlugin = `{
  name: 'inlined-models',
  async load(id) {
    if (!id.endsWith('.tflite')) return null
    const { readFile } = await import('node:fs/promises')
    return 'export default ' + JSON.stringify('data:;base64,' + (await readFile(id, 'base64')))
  },
}`

const emittingPlugin = `{
  name: 'emitted-models',
  async load(id) {
    if (!id.endsWith('.tflite')) return null
    const { readFile } = await import('node:fs/promises')
    const file = { type: 'asset', fileName: 'weights/own.tflite', source: await readFile(id) }
    return { code: 'export default import.meta.ROLLUP_FILE_URL_' + this.emitFile(file), moduleType: 'js' }
  },
}`

const webpackLike: HostConfigs = {
  ownRule: adding(resourceRule),
  inlining: adding(inlineRule),
}

const vite: HostConfigs = { ownRule: adding(`assetsInclude: ['**/*.tflite']`) }

const configs: Readonly<Record<HostName, HostConfigs>> = {
  webpack: { ...webpackLike, persistentCache: adding(`cache: { type: 'filesystem' }`) },
  rspack: { ...webpackLike, persistentCache: adding(`cache: { type: 'persistent' }`) },
  rsbuild: {
    persistentCache: adding('performance: { buildCache: true }'),
    ownRule: rspackRule(resourceRule),
    inlining: rspackRule(inlineRule),
  },
  vite8: vite,
  vite7: vite,
  rollup: {
    ownRule: (config) => config.replace('[models, precious(', `[${emittingPlugin}, precious(`),
    inlining: (config) => config.replace('[models, precious(', `[${inliningPlugin}, precious(`),
  },
  rolldown: {
    ownRule: (config) => withoutAssetType(config).replace('[precious(', `[${emittingPlugin}, precious(`),
    inlining: (config) => config.replace(`'.tflite': 'asset'`, `'.tflite': 'dataurl'`),
  },
  esbuild: {
    ownRule: (config) => config.replace(`'.tflite': 'file'`, `'.tflite': 'copy'`),
    inlining: (config) => config.replace(`'.tflite': 'file'`, `'.tflite': 'dataurl'`),
    showingInformation: adding(`logLevel: 'info'`),
  },
  farm: {
    persistentCache: (config) => config.replace('input:', 'persistentCache: true,\n    input:'),
    ownRule: (config) => config.replace(`'[resourceName].[ext]'`, `'weights/[hash].[ext]'`),
  },
}

/** In place of Rsbuild's own way to include files. */
function rspackRule(rule: string): Rewrite {
  return (config) => adding(`tools: { rspack: { ${rule} } }`)(config.replace(', assetsInclude: /\\.tflite$/', ''))
}

const unchanged: Rewrite = (config) => config

export const persistentCache = (host: HostName): Rewrite => configs[host].persistentCache ?? unchanged
export const ownRule = (host: HostName): Rewrite => configs[host].ownRule
export const inlining = (host: HostName): Rewrite => configs[host].inlining ?? unchanged
export const showingInformation = (host: HostName): Rewrite => configs[host].showingInformation ?? unchanged

function withoutAssetType(config: string): string {
  return config.replace(`  moduleTypes: { '.tflite': 'asset' },\n`, '')
}
