import { basename } from 'node:path'
import type { ServerResponse } from 'node:http'
import type { ViteDevServer } from 'vite'
import { modelEnding } from '../import-location.ts'
import { pluginName } from '../names.ts'
import type { RollupBuild } from './rollup-build.ts'
import { Overlay } from './vite-overlay.ts'

/** Changes that come together, as when a tool writes a model in parts, are judged together. */
const settleMs = 100

/** The first page has to ask for nothing more for this long: what imports the models is known by then. */
const firstPageMs = 500

/** The first page is waited for no longer than this: streams of events never end, and some pages import no model. */
const longestWaitMs = 5_000

/**
 * Judges while a development server runs, and shows what it finds in the terminal and in the browser. Says nothing
 * before the first page is asked for, as Vite itself, which transforms nothing until then.
 */
export class DevelopmentServer {
  private readonly server: ViteDevServer
  private readonly overlay: Overlay
  private readonly watched = new Set<string>()
  private build: RollupBuild | undefined
  private isJudged = false
  private openRequests = 0
  private timer: NodeJS.Timeout | undefined
  /** When to judge the first page at the latest; undefined before it is asked for. */
  private latestMs: number | undefined
  /** Judgements follow each other, so that each knows what the one before told. */
  private judging: Promise<void> = Promise.resolve()

  constructor(server: ViteDevServer) {
    this.server = server
    this.overlay = new Overlay(server)
    server.watcher.on('all', (_, file) => this.noteChange(file))
    server.middlewares.use((_, response, next) => {
      this.noteRequest(response)
      next()
    })
    server.httpServer?.once('close', () => clearTimeout(this.timer))
  }

  serve(build: RollupBuild): void {
    this.build = build
  }

  judgeSoon(): void {
    clearTimeout(this.timer)
    this.timer = setTimeout(() => this.judgeNext(), this.isJudged ? settleMs : this.firstDelayMs())
    this.timer.unref()
  }

  /** How long to wait for the first page. */
  private firstDelayMs(): number {
    const nowMs = Date.now()
    this.latestMs ??= nowMs + longestWaitMs
    const leftMs = Math.max(0, this.latestMs - nowMs)
    const isLoading = this.openRequests > 0 || this.build?.hasReferences !== true
    return isLoading ? leftMs : Math.min(leftMs, firstPageMs)
  }

  private judgeNext(): void {
    this.isJudged = true
    this.judging = this.judging
      .then(() => this.judge())
      .catch((error: unknown) => this.server.config.logger.error(`[${pluginName}] ${stackOf(error)}`))
  }

  private async judge(): Promise<void> {
    if (this.build === undefined) return
    const { warnings, findings, summary, watched } = await this.build.judgeServed()
    for (const file of watched) if (!this.watched.has(file)) this.watch(file)
    const { logger } = this.server.config
    for (const { text } of warnings) logger.warn(`[${pluginName}] ${text}`, { timestamp: true })
    if (summary !== undefined) logger.info(`[${pluginName}] ${summary}`, { timestamp: true })
    const failures = warnings.filter(({ isFailure }) => isFailure)
    if (failures.length > 0) this.overlay.show(failures)
    else if (!findings.some(({ isFailure }) => isFailure)) this.overlay.clear()
  }

  private watch(file: string): void {
    this.watched.add(file)
    this.server.watcher.add(file)
  }

  private noteRequest(response: ServerResponse): void {
    this.openRequests += 1
    response.once('close', () => {
      this.openRequests -= 1
      if (!this.isJudged) this.judgeSoon()
    })
    if (!this.isJudged) this.judgeSoon()
  }

  private noteChange(file: string): void {
    if (!this.watched.has(file) && !file.endsWith(modelEnding) && !mayBeConfig(file)) return
    this.build?.begin()
    // Before the first page, nothing was judged that a change could make different.
    if (this.isJudged) this.judgeSoon()
  }
}

/** A config that is missing is not among the watched files. */
function mayBeConfig(file: string): boolean {
  return /^\.?precious/.test(basename(file))
}

function stackOf(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error)
}
