import { defineConfig, type UserConfig } from 'tsdown'
import { thirdPartyLicenses } from './scripts/third-party-licenses.ts'

const bundlers = ['esbuild', 'farm', 'rolldown', 'rollup', 'rsbuild', 'rspack', 'vite', 'webpack']
const typed = ['index', ...bundlers].map((name) => `src/${name}.ts`)

/**
 * Everything is bundled but jiti and unplugin, so that users install next to nothing and the program starts fast. Not
 * minified: it starts no faster for it (measured: no difference over 15 runs), and a stack would lose its lines.
 */
const config: UserConfig = defineConfig({
  entry: [...typed, 'src/cli.ts', 'src/cost-loader.ts'],
  platform: 'node',
  target: 'node20.19',
  fixedExtension: false,
  hash: false,
  dts: { entry: typed },
  deps: { neverBundle: ['jiti', 'typescript', 'unplugin'], onlyBundle: false },
  // Gives bundled CommonJS packages the `__filename` they expect; cosmiconfig's loaders need it.
  shims: true,
  plugins: [thirdPartyLicenses()],
})

export default config
