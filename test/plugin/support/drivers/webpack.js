/** Runs webpack or Rspack on the config in the working directory, as their command lines do: `webpack.js webpack build`. */
import { pathToFileURL } from 'node:url'

const [host, action] = process.argv.slice(2)
const { default: bundler } = await import(host === 'webpack' ? 'webpack' : '@rspack/core')
const { default: config } = await import(pathToFileURL(`${host}.config.mjs`).href)

/** @param {Error | null} error @param {import('webpack').Stats | undefined} stats */
function report(error, stats) {
  if (error !== null) throw error
  console.log(stats?.toString({ colors: false }))
  if (action === 'build') process.exitCode = stats?.hasErrors() ? 1 : 0
}

const compiler = bundler(config)
if (action === 'watch') compiler.watch({ aggregateTimeout: 50 }, report)
else compiler.run((error, stats) => compiler.close(() => report(error, stats)))
