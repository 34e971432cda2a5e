/** Runs Farm on the config in the working directory. */
import { pathToFileURL } from 'node:url'
import { build, watch } from '@farmfe/core'

const [, action] = process.argv.slice(2)
const { default: config } = await import(pathToFileURL('farm.config.mjs').href)
await (action === 'watch' ? watch : build)({ ...config, root: process.cwd(), configPath: undefined })
