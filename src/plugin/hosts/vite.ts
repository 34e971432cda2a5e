import type { Plugin, ViteDevServer } from 'vite'
import type { Finding } from '../finding.ts'
import { modelEnding } from '../import-location.ts'
import { pluginName } from '../names.ts'
import type { ResolvedOptions } from '../resolve-options.ts'
import { observeRollup } from './rollup.ts'
import type { RollupBuild } from './rollup-build.ts'
import { logOf } from './rollup-log.ts'

/** Changes that come together, as when a tool writes a model in parts, are judged together. */
const settleMs = 100

/** Observes the builds of Vite as those of Rollup, and its development server. */
export function observeVite(options: ResolvedOptions): Partial<Plugin> {
  let root = process.cwd()
  let server: DevelopmentServer | undefined
  return {
    ...observeRollup(options, { root: () => root, onBuild: (build) => server?.judgeSoon(build) }),
    enforce: 'pre',
    configResolved(config) {
      root = config.root
    },
    configureServer(viteServer) {
      server = new DevelopmentServer(viteServer)
    },
  }
}

/** Judges while a development server runs, and shows what it finds in the terminal and in the browser. */
class DevelopmentServer {
  private readonly server: ViteDevServer
  private readonly waiting = new Map<RollupBuild, NodeJS.Timeout>()
  private readonly builds = new Set<RollupBuild>()
  private readonly watched = new Set<string>()
  /** What the next browser that connects is shown; each is shown once. */
  private unseen: readonly Finding[] = []

  constructor(server: ViteDevServer) {
    this.server = server
    server.watcher.on('all', (_, file) => this.noteChange(file))
    server.ws.on('connection', () => this.showOverlay())
    server.httpServer?.once('close', () => this.stop())
  }

  judgeSoon(build: RollupBuild): void {
    this.builds.add(build)
    clearTimeout(this.waiting.get(build))
    const timer = setTimeout(() => {
      this.judge(build).catch((error: unknown) => this.server.config.logger.error(String(error)))
    }, settleMs)
    this.waiting.set(build, timer)
  }

  private async judge(build: RollupBuild): Promise<void> {
    const { warnings, summary, watched } = await build.judgeServed()
    for (const file of watched) if (!this.watched.has(file)) this.watch(file)
    const { logger } = this.server.config
    for (const { text } of warnings) logger.warn(`[${pluginName}] ${text}`, { timestamp: true })
    if (summary !== undefined) logger.info(`[${pluginName}]\n${summary}`, { timestamp: true })
    const failures = warnings.filter(({ isFailure }) => isFailure)
    if (failures.length === 0) return
    this.unseen = failures
    this.showOverlay()
  }

  private watch(file: string): void {
    this.watched.add(file)
    this.server.watcher.add(file)
  }

  private noteChange(file: string): void {
    if (!this.watched.has(file) && !file.endsWith(modelEnding)) return
    for (const build of this.builds) {
      build.begin()
      this.judgeSoon(build)
    }
  }

  /** The overlay in the browser; the page behind it works on. */
  private showOverlay(): void {
    if (this.unseen.length === 0 || this.server.ws.clients.size === 0) return
    const [first] = this.unseen
    const message = this.unseen.map(({ text }) => text).join('\n\n')
    const { id, loc, frame } = first === undefined ? { id: undefined, loc: undefined, frame: undefined } : logOf(first)
    this.unseen = []
    this.server.ws.send({
      type: 'error',
      err: {
        message,
        stack: '',
        plugin: pluginName,
        ...(id === undefined ? {} : { id }),
        ...(loc === undefined ? {} : { loc }),
        ...(frame === undefined ? {} : { frame }),
      },
    })
  }

  private stop(): void {
    for (const timer of this.waiting.values()) clearTimeout(timer)
  }
}
