/** What the plugin uses of Rollup's plugin context, which Rolldown and Vite have too. */
export interface RollupLikeContext {
  readonly meta: { readonly watchMode: boolean }
  /** Vite builds for several environments at once. */
  readonly environment?: { readonly name: string }
  info(log: RollupLikeLog): void
  warn(log: RollupLikeLog): void
  error(log: RollupLikeLog): never
  addWatchFile(file: string): void
  emitFile(file: { type: 'asset'; fileName: string; source: string }): string
  getModuleIds(): Iterable<string>
  getModuleInfo(id: string): RollupLikeModuleInfo | null
  resolve(
    source: string,
    importer?: string,
    options?: { skipSelf?: boolean },
  ): Promise<{ readonly id: string; readonly external: unknown } | null>
}

export interface RollupLikeModuleInfo {
  readonly importers: readonly string[]
  readonly dynamicImporters: readonly string[]
}

export interface RollupLikeLog {
  message: string
  id?: string
  loc?: { file: string; line: number; column: number }
  /** The line and a mark under the place. */
  frame?: string
  /** Left empty: a budget that does not hold is no defect to look for in a stack. */
  stack?: string
}

/** The assets of a bundle by file name, among other outputs. */
export type RollupLikeBundle = Readonly<Record<string, RollupLikeOutput>>

export interface RollupLikeOutput {
  readonly type: string
  readonly originalFileNames?: readonly string[]
}

/** The hooks of an observer, in the form that Rollup, Rolldown and Vite agree on. */
export interface RollupLikeHooks {
  buildStart(this: RollupLikeContext): void
  watchChange(this: RollupLikeContext, id: string): void
  buildEnd(this: RollupLikeContext, error?: Error): void | Promise<void>
  readonly resolveId?: FilteredHook<
    { id: RegExp },
    (this: RollupLikeContext, source: string, importer: string | undefined) => Promise<string | null>
  >
  readonly load?: FilteredHook<{ id: RegExp }, (this: RollupLikeContext, id: string) => Promise<RollupLikeModule | null>>
  readonly transform: FilteredHook<{ code: string }, (this: RollupLikeContext, code: string, id: string) => null>
  readonly generateBundle: OutputHook
  readonly writeBundle: OutputHook
}

interface RollupLikeModule {
  code: string
  /** Rolldown goes by the ending of the id otherwise. */
  moduleType: 'js'
  map: null
}

interface FilteredHook<Filter, Handler> {
  order: 'pre'
  filter: Filter
  handler: Handler
}

interface OutputHook {
  order: 'post'
  handler(this: RollupLikeContext, options: unknown, bundle: RollupLikeBundle): Promise<void>
}
