import { rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Browser, Locator, Page } from 'playwright-core'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { gestureModel } from '../../fixtures/make-gesture-model.ts'
import { sha256Of } from '../../src/sha256.ts'
import { configWith, heavyModel, tooLittle } from '../plugin/support/configs.ts'
import { overLine, shownLatency } from '../plugin/support/estimated.ts'
import type { HostName } from '../plugin/support/hosts.ts'
import { type Changes, keepRunning, projectOf, type Watcher } from '../plugin/support/project.ts'
import {
  applicationWith,
  expectFetched,
  expectGone,
  expectText,
  occurrences,
  quiet,
} from './support/application.ts'
import { hasBrowser, launchBrowser, visit } from './support/browser.ts'

const config = 'precious.config.json'
const model = 'models/gesture.tflite'
const main = applicationWith('modelUrl', `import modelUrl from '../models/gesture.tflite?url'\n`)

const gestureOver = overLine(gestureModel())
const heavyOver = overLine(heavyModel())

/** A page that connects this long behind a message was not reloading when the message was sent. */
const afterReloadMs = 4_000

let browser: Browser

interface Served {
  readonly folder: string
  readonly terminal: Watcher
  readonly url: string
}

const viteCommand = ['vite/bin/vite.js', '--host', '127.0.0.1', '--port', '0']

/** Starts the development server of a project, by default one whose model is over its budget. */
async function serve(host: HostName, { files, ...changes }: Changes = {}, command = viteCommand): Promise<Served> {
  const overBudget = { [config]: configWith(tooLittle), 'src/main.js': main }
  const folder = projectOf(host, { ...changes, files: { ...overBudget, ...files } })
  const terminal = keepRunning(command, folder)
  const end = await terminal.waitFor(/Local: +http:\S+/)
  const url = /http:\S+$/.exec(terminal.output().slice(0, end))?.[0] ?? ''
  return { folder, terminal, url }
}

function overlayOf(page: Page): Locator {
  return page.locator('vite-error-overlay .window')
}

describe.skipIf(!hasBrowser).each(['vite8', 'vite7'] as const)('the development server of %s', (host) => {
  beforeAll(async () => {
    browser = await launchBrowser()
  })
  afterAll(async () => await browser.close())

  it('serves the model as it is, and shows in terminal and overlay that it is over its budget', async () => {
    const { terminal, url } = await serve(host)
    const { page, answers, errors } = await visit(browser, url)
    await expectFetched(page, gestureModel())
    await terminal.waitFor(/imported at src\/main\.js:1:22/)
    expect(terminal.output()).toContain(`models/gesture.tflite on coral-usb3-max`)
    expect(terminal.output()).toContain(gestureOver)
    expect(terminal.output()).toContain('precious.config.json:8')
    await expectText(overlayOf(page), gestureOver)
    await expectText(overlayOf(page), 'src/main.js:1:22')
    await expectText(overlayOf(page).locator('.frame'), `1  |  import modelUrl from '../models/gesture.tflite?url'`)
    expect(answers).toContain('/src/main.js 200')
    expect(answers).toContain('/models/gesture.tflite 200')
    expect(answers.filter((answer) => !answer.endsWith(' 200'))).toEqual([])
    expect(errors).toEqual([])
  })

  it('says so once, whatever is reloaded or edited besides', async () => {
    const { folder, terminal, url } = await serve(host)
    const { page } = await visit(browser, url)
    await expectText(overlayOf(page), gestureOver)
    await quiet(afterReloadMs)
    await page.reload()
    await expectFetched(page, gestureModel())
    const edited = `// The model's import is on another line now.\n${main}document.title = 'edited'\n`
    writeFileSync(join(folder, 'src/main.js'), edited)
    await expect.poll(async () => await page.title(), { timeout: 30_000 }).toBe('edited')
    await expectFetched(page, gestureModel())
    await quiet()
    expect(await overlayOf(page).count()).toBe(0)
    expect(occurrences(terminal.output(), '✖')).toBe(1)
    expect(occurrences(terminal.output(), 'Failed:')).toBe(1)
  })

  it('says it again when the model changes, and serves the new one', async () => {
    const { folder, terminal, url } = await serve(host)
    const { page } = await visit(browser, url)
    await expectText(overlayOf(page), gestureOver)
    writeFileSync(join(folder, model), heavyModel())
    await terminal.waitFor(new RegExp(`estimated ${shownLatency(heavyModel()).value}`))
    await expectFetched(page, heavyModel())
    await expectText(overlayOf(page), heavyOver)
    writeFileSync(join(folder, model), gestureModel())
    await expectFetched(page, gestureModel())
    await expectText(overlayOf(page), gestureOver)
    expect(occurrences(terminal.output(), gestureOver)).toBe(2)
  })

  it('says that the budget holds once it does, and takes the overlay away', async () => {
    const { folder, terminal, url } = await serve(host)
    const { page } = await visit(browser, url)
    await expectText(overlayOf(page), gestureOver)
    writeFileSync(join(folder, config), configWith('1 ms'))
    await terminal.waitFor(new RegExp(`within +latency +estimated ${shownLatency(gestureModel()).value}[^]*Passed: 1 budget of 1 model`))
    await expectGone(overlayOf(page))
    writeFileSync(join(folder, config), configWith(tooLittle))
    await expectText(overlayOf(page), gestureOver)
  })

  it('says nothing in the overlay of a budget that only warns', async () => {
    const { terminal, url } = await serve(host, { files: { [config]: configWith(tooLittle, 'warn') } })
    const { page } = await visit(browser, url)
    await terminal.waitFor(/over, warning +latency/)
    await expectFetched(page, gestureModel())
    await quiet()
    expect(await overlayOf(page).count()).toBe(0)
  })

  it('outlives a broken model, a missing one and a broken config', async () => {
    const { folder, terminal, url } = await serve(host)
    const { page } = await visit(browser, url)
    await expectText(overlayOf(page), gestureOver)
    writeFileSync(join(folder, model), 'no model')
    await expectText(overlayOf(page), 'models/gesture.tflite: the file is not a TFLite model')
    rmSync(join(folder, model))
    await expectText(overlayOf(page), 'no file matches "models/*.tflite"')
    writeFileSync(join(folder, model), gestureModel())
    await expectText(overlayOf(page), gestureOver)
    writeFileSync(join(folder, config), '{')
    await expectText(overlayOf(page), 'precious.config.json:1: this is not valid JSON')
    rmSync(join(folder, config))
    await expectText(overlayOf(page), 'no config was found')
    writeFileSync(join(folder, config), configWith(tooLittle))
    await expectText(overlayOf(page), gestureOver)
    await page.reload()
    await expectFetched(page, gestureModel())
    expect(terminal.isRunning()).toBe(true)
  })

  it('judges a model of the public folder, which no module imports', async () => {
    const { folder, terminal, url } = await serve(host, {
      files: {
        [config]: configWith(tooLittle).replace('models/*', 'public/*'),
        'src/main.js': applicationWith(`'/gesture.tflite'`),
        'public/gesture.tflite': gestureModel(),
      },
    })
    const { page } = await visit(browser, url)
    await expectFetched(page, gestureModel())
    await expectText(overlayOf(page), 'public/gesture.tflite on coral-usb3-max')
    await expectText(overlayOf(page), 'imported at src/main.js:1:30')
    writeFileSync(join(folder, 'public/gesture.tflite'), heavyModel())
    await expectText(overlayOf(page), heavyOver)
    await page.reload()
    await expectFetched(page, heavyModel())
    expect(occurrences(terminal.output(), heavyOver)).toBe(1)
  })

  it('gives the application what its model takes, also when the model changes', async () => {
    const application = `import cost from '../models/gesture.tflite?precious'
const output = document.createElement('output')
output.textContent = JSON.stringify([cost.sha256, cost.targets['coral-usb3-max'].latencyMs.value > 1])
document.body.append(output)
`
    const files = { [config]: configWith('100 ms'), 'src/main.js': application }
    const { folder, url } = await serve(host, { options: '{ costModules: true }', files })
    const { page, errors } = await visit(browser, url)
    await expectText(page.locator('output'), JSON.stringify([sha256Of(gestureModel()), false]))
    writeFileSync(join(folder, model), heavyModel())
    await expectText(page.locator('output'), JSON.stringify([sha256Of(heavyModel()), true]))
    expect(errors).toEqual([])
  })

  it('shows no overlay where Vite is told not to', async () => {
    const { terminal, url } = await serve(host, {
      config: (text) => text.replace('plugins:', 'server: { hmr: { overlay: false } },\n  plugins:'),
    })
    const { page } = await visit(browser, url)
    const messages: string[] = []
    page.on('console', (message) => messages.push(message.text()))
    await terminal.waitFor(/imported at src\/main\.js:1:22/)
    await quiet()
    expect(await overlayOf(page).count()).toBe(0)
    expect(messages.filter((message) => message.includes('Internal Server Error'))).toEqual([])
  })

  it('says it once where Vite is middleware of a server that renders pages too', async () => {
    const files = { 'server.mjs': renderingServer, 'src/page.js': `import '../models/gesture.tflite?url'\n` }
    const { terminal, url } = await serve(host, { files }, ['../server.mjs'])
    const { page } = await visit(browser, url)
    await expectFetched(page, gestureModel())
    await terminal.waitFor(/imported at .*src\/page\.js:1:8/)
    await expectText(overlayOf(page), gestureOver)
    await quiet()
    expect(occurrences(terminal.output(), gestureOver)).toBe(1)
  })

  it('works on behind a restart of the server', async () => {
    const { folder, terminal, url } = await serve(host)
    const { page } = await visit(browser, url)
    await expectText(overlayOf(page), gestureOver)
    writeFileSync(join(folder, '.env'), 'VITE_GREETING=hello\n')
    const restarted = await terminal.waitFor(/server restarted/)
    await terminal.waitFor(/imported at/, restarted)
    await expectText(overlayOf(page), gestureOver)
    writeFileSync(join(folder, model), heavyModel())
    await expectFetched(page, heavyModel())
    await expectText(overlayOf(page), heavyOver)
    expect(occurrences(terminal.output().slice(restarted), gestureOver)).toBe(1)
    expect(occurrences(terminal.output().slice(restarted), heavyOver)).toBe(1)
  })
})

/** Loads a module for every page, as frameworks do that render on the server. */
const renderingServer = `
import { createServer as createHttpServer } from 'node:http'
import { createServer } from 'vite'

const http = createHttpServer()
const vite = await createServer({ server: { middlewareMode: { server: http }, hmr: { server: http } } })
http.on('request', async (request, response) => {
  if (request.url === '/') await vite.ssrLoadModule('/src/page.js')
  vite.middlewares(request, response)
})
http.listen(0, '127.0.0.1', () => console.log('Local: http://127.0.0.1:' + http.address().port + '/'))
`
