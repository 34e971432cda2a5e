import type { UserConfig } from '../budget/user-config.ts'

/**
 * Options of the bundler plugin. What can stand in a config file can stand here too, and goes before what the file
 * says: `models` are looked at first, `target` replaces every target of the file. Paths are relative to the config
 * file's folder, or to `root` where there is no file.
 */
export interface PreciousOptions extends Omit<UserConfig, '$schema' | 'models'> {
  /** Which models have which budgets, before those of the config file. */
  readonly models?: UserConfig['models'] | undefined
  /**
   * The config file, relative to `root`; `false` reads none.
   * @default the first that is found in `root` or the folders above, up to the one with `package.json`
   */
  readonly config?: string | false | undefined
  /**
   * Which models are judged: those that the config matches, bundled or not, and all that are bundled; or only those
   * that are bundled.
   * @default 'config'
   */
  readonly scope?: 'config' | 'bundle' | undefined
  /**
   * When a budget of level `error` that does not hold fails the build. While watching and in development servers it is
   * always a warning.
   * @default 'before-write'
   */
  readonly failOn?: 'before-write' | 'after-write' | 'never' | undefined
  /**
   * Whether the report becomes a file of the build, `precious-report.json`.
   * @default false
   */
  readonly emit?: boolean | undefined
  /**
   * Whether `import cost from './model.tflite?precious'` gives the estimates of a model.
   * @default false
   */
  readonly costModules?: boolean | undefined
  /**
   * Whether results are kept on disk, or the folder to keep them in.
   * @default true, in node_modules/.cache/precious
   */
  readonly cache?: boolean | string | undefined
  /**
   * The folder of the project.
   * @default what the bundler says: webpack's `context`, Vite's `root`, else the working directory
   */
  readonly root?: string | undefined
  /**
   * Whether the bundler watches. Only esbuild needs it, which does not tell: without it, its builds count as watching
   * from the second one of a context on.
   * @default what the bundler says
   */
  readonly watch?: boolean | undefined
}
