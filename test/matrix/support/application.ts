import { setTimeout } from 'node:timers/promises'
import type { Locator, Page } from 'playwright-core'
import { expect } from 'vitest'
import { sha256Of } from '../../../src/sha256.ts'

/** Long enough for a server or a page to show what it is not expected to show. */
const quietMs = 2_000

/** How long something expected may take on a machine that does other work too. */
const patience = { timeout: 30_000, interval: 100 }

/**
 * The code of an application that fetches its model and shows the sha256 of what it got.
 * @param modelUrl the code that gives the model's address
 * @param imports lines before it
 */
export function applicationWith(modelUrl: string, imports = ''): string {
  return `${imports}const response = await fetch(${modelUrl})
const digest = new Uint8Array(await crypto.subtle.digest('SHA-256', await response.arrayBuffer()))
const output = document.createElement('output')
output.textContent = [...digest].map((byte) => byte.toString(16).padStart(2, '0')).join('')
document.body.append(output)
`
}

/** Waits until the page shows that it fetched this model. */
export async function expectFetched(page: Page, model: Uint8Array): Promise<void> {
  await expectText(page.locator('output'), sha256Of(model))
}

/** Waits until an element shows a text; it need not be there yet, nor stay while pages are reloaded. */
export async function expectText(shown: Locator, text: string): Promise<void> {
  await expect.poll(async () => await shown.innerText({ timeout: 1_000 }), patience).toContain(text)
}

/** Waits until an element is gone. */
export async function expectGone(shown: Locator): Promise<void> {
  await expect.poll(async () => await shown.count(), patience).toBe(0)
}

/** Waits as long as something unexpected would take. */
export async function quiet(ms: number = quietMs): Promise<void> {
  await setTimeout(ms)
}

/** How often a text occurs. */
export function occurrences(text: string, part: string): number {
  return text.split(part).length - 1
}
