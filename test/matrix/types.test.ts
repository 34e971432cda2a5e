import { spawnSync } from 'node:child_process'
import { join, resolve } from 'node:path'
import { describe, expect, it } from 'vitest'
import { folderWith } from '../host/temporary.ts'
import { linkPackage } from '../plugin/support/project.ts'

const repository = resolve(import.meta.dirname, '../..')

/** What each bundler's config wants, by the package that says so. */
const plugins = `
import type { JsPlugin } from '@farmfe/core'
import type { RsbuildPlugin } from '@rsbuild/core'
import type { RspackPluginInstance } from '@rspack/core'
import type { Plugin as EsbuildPlugin } from 'esbuild'
import type { Plugin as RolldownPlugin } from 'rolldown'
import type { Plugin as RollupPlugin } from 'rollup'
import type { Plugin as VitePlugin } from 'vite'
import type { WebpackPluginInstance } from 'webpack'
import esbuild from 'unplugin-precious/esbuild'
import farm from 'unplugin-precious/farm'
import rolldown from 'unplugin-precious/rolldown'
import rollup from 'unplugin-precious/rollup'
import rsbuild from 'unplugin-precious/rsbuild'
import rspack from 'unplugin-precious/rspack'
import vite, { type PreciousOptions } from 'unplugin-precious/vite'
import webpack from 'unplugin-precious/webpack'

const options: PreciousOptions = {
  target: 'coral-usb3-max',
  models: [{ match: 'models/*.tflite', budgets: { latency: { max: '5 ms', level: 'warn' } } }],
  failOn: 'after-write',
}
export const forFarm: JsPlugin = farm(options)
export const forRsbuild: RsbuildPlugin = rsbuild(options)
export const forRspack: RspackPluginInstance = rspack(options)
export const forEsbuild: EsbuildPlugin = esbuild(options)
export const forRolldown: RolldownPlugin = rolldown(options)
export const forRollup: RollupPlugin = rollup(options)
export const forVite: VitePlugin = vite(options)
export const forWebpack: WebpackPluginInstance = webpack()
// @ts-expect-error -- there is no such option
export const mistaken: VitePlugin = vite({ failon: 'never' })
`

const costs = `
/// <reference types="unplugin-precious/client" />
import cost from './model.tflite?precious'

export const latencyMs: number | undefined = cost.targets['coral-usb3-max']?.latencyMs?.value
// @ts-expect-error -- the figure may not be known
export const surely: number = cost.targets['coral-usb3-max'].latencyMs.value
`

const compilerOptions = { module: 'NodeNext', target: 'ES2023', strict: true, noEmit: true, noUncheckedIndexedAccess: true }

describe('the types of the package', () => {
  it.each([true, false])('fit the bundlers and the imports of cost modules (skipLibCheck %s)', (skipLibCheck) => {
    const folder = folderWith({
      'package.json': '{ "name": "app", "type": "module" }',
      'tsconfig.json': JSON.stringify({ compilerOptions: { ...compilerOptions, skipLibCheck, types: [] } }),
      'plugins.ts': plugins,
      'costs.ts': costs,
    })
    linkPackage(folder, 'unplugin-precious', repository)
    for (const name of ['webpack', 'vite', 'rollup', 'rolldown', 'esbuild', '@rspack', '@rsbuild', '@farmfe']) {
      linkPackage(folder, name, join(repository, 'node_modules', name))
    }
    const tsc = join(repository, 'node_modules/typescript/bin/tsc')
    const { stdout } = spawnSync(process.execPath, [tsc, '-p', folder], { encoding: 'utf8' })
    // Farm's own declarations want types that it does not install.
    const others = /^(?:$| )|^\S*@farmfe/
    expect(stdout.split('\n').filter((line) => !others.test(line))).toEqual([])
  })
})
