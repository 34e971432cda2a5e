/** What the plugin uses of webpack's interface, which Rspack has too. */
export interface WebpackLikeCompiler {
  readonly context: string
  readonly watchMode: boolean
  readonly options: { readonly module: { readonly rules: readonly unknown[] } }
  readonly webpack: {
    readonly WebpackError: new (message: string) => Error
    readonly Compilation: {
      readonly PROCESS_ASSETS_STAGE_ADDITIONS: number
      readonly PROCESS_ASSETS_STAGE_REPORT: number
    }
    readonly sources: { readonly RawSource: new (source: string) => unknown }
  }
  readonly hooks: {
    readonly run: Hook<[unknown]>
    readonly watchRun: Hook<[unknown]>
    readonly compilation: Hook<[WebpackLikeCompilation]>
    readonly thisCompilation: Hook<[WebpackLikeCompilation]>
    readonly normalModuleFactory: Hook<[WebpackLikeModuleFactory]>
    readonly shouldEmit: Hook<[unknown], boolean | undefined>
    readonly afterEmit: Hook<[WebpackLikeCompilation]>
    readonly done: Hook<[unknown]>
  }
  getInfrastructureLogger(name: string): { info(text: string): void }
}

interface Hook<Arguments extends readonly unknown[], Result = void> {
  tap(name: string, run: (...given: Arguments) => Result): void
}

interface AsyncHook<Options, Argument> {
  tapPromise(options: Options, run: (given: Argument) => Promise<void>): void
}

export interface WebpackLikeCompilation {
  readonly hooks: {
    readonly finishModules: Hook<[Iterable<WebpackLikeModule>]>
    readonly processAssets: AsyncHook<{ name: string; stage: number }, unknown>
  }
  readonly moduleGraph: {
    getIncomingConnections(module: WebpackLikeModule): Iterable<Connection>
  }
  readonly fileDependencies: { add(file: string): void }
  readonly missingDependencies: { add(file: string): void }
  readonly warnings: Messages
  readonly errors: Messages
  getAssets(): Iterable<{ readonly info: { readonly sourceFilename?: string | undefined } }>
  emitAsset(name: string, source: unknown): void
}

interface Connection {
  readonly originModule?: WebpackLikeModule | null | undefined
}

interface Messages {
  push(...messages: readonly Error[]): unknown
}

/** A module of any kind; those that come from a file have it as their `resource`. */
export type WebpackLikeModule = object

export interface WebpackLikeModuleFactory {
  readonly hooks: { readonly beforeResolve: AsyncHook<string, { request: string }> }
}
