import { defineConfig, type UserConfig } from 'tsdown'
import { thirdPartyLicenses } from './scripts/third-party-licenses.ts'

const bundlers = ['esbuild', 'farm', 'rolldown', 'rollup', 'rsbuild', 'rspack', 'vite', 'webpack']
const typed = ['index', ...bundlers].map((name) => `src/${name}.ts`)

const common: UserConfig = {
  platform: 'node',
  fixedExtension: false,
  hash: false,
  // Gives bundled CommonJS packages the `__filename` they expect; cosmiconfig's loaders need it.
  shims: true,
  plugins: [thirdPartyLicenses()],
}

/**
 * Everything is bundled but jiti and unplugin, so that users install next to nothing and the program starts fast. Not
 * minified: it starts no faster for it (measured: no difference over 15 runs), and a stack would lose its lines.
 */
const npmPackage: UserConfig = {
  ...common,
  entry: [...typed, 'src/cli.ts', 'src/cost-loader.ts'],
  target: 'node20.19',
  dts: { entry: typed },
  clean: ['dist/*', '!dist/action'],
  deps: { neverBundle: ['jiti', 'typescript', 'unplugin'], onlyBundle: false },
}

/** The GitHub Action: one file with all that it needs, which is committed, since nothing is installed where it runs. */
const action: UserConfig = {
  ...common,
  entry: { index: 'src/action.ts' },
  outDir: 'dist/action',
  target: 'node20.19',
  dts: false,
  clean: true,
  // The form of jiti that takes its compiler along.
  alias: { jiti: 'jiti/static' },
  deps: { alwaysBundle: [/./], neverBundle: ['typescript'], onlyBundle: false },
  outputOptions: { codeSplitting: false },
}

const configs: UserConfig[] = defineConfig([npmPackage, action])

export default configs
