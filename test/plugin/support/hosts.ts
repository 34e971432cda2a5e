/** A bundler, and how its command line is called in a project of its. */
export interface Host {
  /** The folder in `fixtures` with its example. */
  readonly example: string
  /** The file in which the plugin is called. */
  readonly config: string
  /** Packages that the project has, each under its own name or another's. */
  readonly packages: Readonly<Record<string, string>>
  /** Arguments for Node: the program, then its own. Programs that start with `drivers/` stand in for a command line. */
  readonly build: readonly string[]
  readonly watch: readonly string[]
}

const vite = { example: 'vite', config: 'vite.config.mjs', watch: ['vite/bin/vite.js', 'build', '--watch'] }

export type HostName =
  | 'webpack'
  | 'rspack'
  | 'rsbuild'
  | 'vite8'
  | 'vite7'
  | 'rollup'
  | 'rolldown'
  | 'esbuild'
  | 'farm'

/** Every bundler that the plugin is for, in two majors where users have two. */
export const hosts: Readonly<Record<HostName, Host>> = {
  webpack: {
    example: 'webpack',
    config: 'webpack.config.mjs',
    packages: { webpack: 'webpack' },
    build: ['drivers/webpack.js', 'webpack', 'build'],
    watch: ['drivers/webpack.js', 'webpack', 'watch'],
  },
  rspack: {
    example: 'rspack',
    config: 'rspack.config.mjs',
    packages: { '@rspack': '@rspack' },
    build: ['drivers/webpack.js', 'rspack', 'build'],
    watch: ['drivers/webpack.js', 'rspack', 'watch'],
  },
  rsbuild: {
    example: 'rsbuild',
    config: 'rsbuild.config.mjs',
    packages: { '@rsbuild': '@rsbuild', '@rspack': '@rspack' },
    build: ['@rsbuild/core/bin/rsbuild.js', 'build'],
    watch: ['@rsbuild/core/bin/rsbuild.js', 'build', '--watch'],
  },
  vite8: { ...vite, packages: { vite: 'vite' }, build: ['vite/bin/vite.js', 'build'] },
  vite7: { ...vite, packages: { vite: 'vite7' }, build: ['vite/bin/vite.js', 'build'] },
  rollup: {
    example: 'rollup',
    config: 'rollup.config.mjs',
    packages: { rollup: 'rollup' },
    build: ['rollup/dist/bin/rollup', '-c'],
    watch: ['rollup/dist/bin/rollup', '-c', '-w'],
  },
  rolldown: {
    example: 'rolldown',
    config: 'rolldown.config.mjs',
    packages: { rolldown: 'rolldown' },
    build: ['rolldown/bin/cli.mjs', '-c'],
    watch: ['rolldown/bin/cli.mjs', '-c', '-w'],
  },
  esbuild: {
    example: 'esbuild',
    config: 'build.mjs',
    packages: { esbuild: 'esbuild' },
    build: ['drivers/esbuild.js', 'esbuild', 'build'],
    watch: ['drivers/esbuild.js', 'esbuild', 'watch'],
  },
  farm: {
    example: 'farm',
    config: 'farm.config.mjs',
    packages: { '@farmfe': '@farmfe' },
    build: ['drivers/farm.js', 'farm', 'build'],
    watch: ['drivers/farm.js', 'farm', 'watch'],
  },
}

export const hostNames: readonly HostName[] = Object.keys(hosts) as HostName[]
