import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, FrameLocator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { gestureModel } from '../../fixtures/make-gesture-model.ts'
import { configWith, heavyModel, tooLittle } from '../plugin/support/configs.ts'
import { overLine } from '../plugin/support/estimated.ts'
import { keepRunning, linkPackage, projectOf, type Watcher } from '../plugin/support/project.ts'
import { applicationWith, expectFetched, expectGone, expectText, occurrences, quiet } from './support/application.ts'
import { hasBrowser, launchBrowser, visit } from './support/browser.ts'

const config = 'precious.config.json'
const model = 'models/gesture.tflite'
const main = applicationWith(`new URL('../models/gesture.tflite', import.meta.url)`)

const gestureOver = overLine(gestureModel())
const heavyOver = overLine(heavyModel())

/** What `webpack serve` does with the bundler's config, which has no command line of its own here. */
function serverOf(host: 'webpack' | 'rspack'): string {
  return `
import bundler from '${host === 'webpack' ? 'webpack' : '@rspack/core'}'
import DevelopmentServer from 'webpack-dev-server'
import config from './${host}.config.mjs'

const compiler = bundler({ ...config, mode: 'development', infrastructureLogging: { colors: false } })
const server = new DevelopmentServer({ host: '127.0.0.1', port: 'auto' }, compiler)
await server.start()
console.log('Local: http://127.0.0.1:' + server.options.port + '/')
`
}

let browser: Browser

interface Served {
  readonly folder: string
  readonly terminal: Watcher
  readonly url: string
}

/** Starts the development server of a project whose model is over its budget. */
async function serve(host: 'webpack' | 'rspack'): Promise<Served> {
  const folder = projectOf(host, {
    files: {
      [config]: configWith(tooLittle),
      'src/main.js': main,
      'public/index.html': '<!doctype html>\n<title>Gestures</title>\n<script defer src="/main.js"></script>\n',
      'server.mjs': serverOf(host),
    },
  })
  linkPackage(folder, 'webpack-dev-server', join(import.meta.dirname, '../../node_modules/webpack-dev-server'))
  const terminal = keepRunning(['../server.mjs'], folder)
  const end = await terminal.waitFor(/Local: http:\S+/)
  const url = /http:\S+$/.exec(terminal.output().slice(0, end))?.[0] ?? ''
  return { folder, terminal, url }
}

const overlayFrame = '#webpack-dev-server-client-overlay'

function overlayOf(page: Page): FrameLocator {
  return page.frameLocator(overlayFrame)
}

describe.skipIf(!hasBrowser).each(['webpack', 'rspack'] as const)('webpack-dev-server with %s', (host) => {
  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(async () => await browser.close())

  it('serves the model as it is, and shows a budget that does not hold as a warning', async () => {
    const { terminal, url } = await serve(host)
    const { page, answers, errors } = await visit(browser, url)
    await expectFetched(page, gestureModel())
    await expectText(overlayOf(page).locator('body'), gestureOver)
    await expectText(overlayOf(page).locator('body'), 'imported at src/main.js:1:38')
    await terminal.waitFor(/compiled with 1 warning/)
    expect(terminal.output()).toContain(gestureOver)
    expect(terminal.output()).not.toContain('ERROR')
    expect(answers.filter((answer) => / [45]\d\d$/.test(answer) && !answer.startsWith('/favicon'))).toEqual([])
    expect(errors).toEqual([])
  })

  it('says so once, and not when something else is edited', async () => {
    const { folder, terminal, url } = await serve(host)
    const { page } = await visit(browser, url)
    await expectText(overlayOf(page).locator('body'), gestureOver)
    const edited = `// The model's import is on another line now.\n${main}document.title = 'edited'\n`
    writeFileSync(join(folder, 'src/main.js'), edited)
    await expect.poll(async () => await page.title(), { timeout: 30_000 }).toBe('edited')
    await expectFetched(page, gestureModel())
    await expectGone(page.locator(overlayFrame))
    await quiet()
    expect(occurrences(terminal.output(), gestureOver)).toBe(1)
  })

  it('says it again when the model changes, and serves the new one', async () => {
    const { folder, terminal, url } = await serve(host)
    const { page } = await visit(browser, url)
    await expectText(overlayOf(page).locator('body'), gestureOver)
    writeFileSync(join(folder, model), heavyModel())
    await expectText(overlayOf(page).locator('body'), heavyOver)
    await expectFetched(page, heavyModel())
    expect(occurrences(terminal.output(), heavyOver)).toBe(1)
  })

  it('outlives a broken model and a broken config, and takes the overlay away when the budget holds', async () => {
    const { folder, terminal, url } = await serve(host)
    const { page } = await visit(browser, url)
    await expectText(overlayOf(page).locator('body'), gestureOver)
    writeFileSync(join(folder, model), 'no model')
    await expectText(overlayOf(page).locator('body'), 'models/gesture.tflite: the file is not a TFLite model')
    writeFileSync(join(folder, config), '{')
    await expectText(overlayOf(page).locator('body'), 'precious.config.json:1: this is not valid JSON')
    writeFileSync(join(folder, model), gestureModel())
    writeFileSync(join(folder, config), configWith('1 ms'))
    await terminal.waitFor(/Passed: 1 budget of 1 model/)
    await expectGone(page.locator(overlayFrame))
    await expectFetched(page, gestureModel())
    expect(terminal.isRunning()).toBe(true)
  })
})
