import { existsSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { type Browser, chromium, type Page } from 'playwright-core'
import { onTestFinished } from 'vitest'

const names = ['chromium', 'chromium-browser', 'google-chrome']

const quietly = [
  '--disable-gpu',
  '--disable-quic',
  '--no-first-run',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-sync',
]

const executable = findExecutable()

/** Whether a browser is installed; says so where none is, since the tests that need one are skipped then. */
export const hasBrowser: boolean = executable !== undefined

function findExecutable(): string | undefined {
  const folders = (process.env['PATH'] ?? '').split(delimiter)
  const found = folders.flatMap((folder) => names.map((name) => join(folder, name))).find((path) => existsSync(path))
  if (found === undefined) console.warn(`No browser is in PATH (${names.join(', ')}): tests that need one are skipped.`)
  return found
}

/** Starts a browser without a window, with a profile of its own. Whoever starts it closes it. */
export async function launchBrowser(): Promise<Browser> {
  const path = executable === undefined ? {} : { executablePath: executable }
  return await chromium.launch({ ...path, headless: true, chromiumSandbox: false, args: quietly })
}

/** A page of an application, and what happened in it. */
export interface Visit {
  readonly page: Page
  /** What the server answered, such as `/src/main.js 200`, in order. */
  readonly answers: readonly string[]
  /** Errors that were thrown in the page. */
  readonly errors: readonly string[]
}

/** Opens a page until the test ends. */
export async function visit(browser: Browser, url: string): Promise<Visit> {
  const context = await browser.newContext()
  onTestFinished(async () => await context.close())
  const page = await context.newPage()
  const answers: string[] = []
  const errors: string[] = []
  page.on('response', (response) => answers.push(`${new URL(response.url()).pathname} ${response.status()}`))
  page.on('pageerror', (error) => errors.push(error.message))
  await page.goto(url)
  return { page, answers, errors }
}
