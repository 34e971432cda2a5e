import type { CompileMode } from './compile-mode.ts'

/** The config as users write it. Paths in it are relative to the config file. */
export interface UserConfig {
  /** Where editors find the JSON Schema of this config. Not used by the tool. */
  readonly $schema?: string | undefined
  /**
   * Accelerator, link, clock and host that models are estimated for, for instance `coral-usb3-max`; or several. What
   * ends with `.json` or has a slash in it is the path of a target file, which `precious calibrate` writes.
   * May be left out where every entry of `models` names its own.
   */
  readonly target?: string | readonly string[] | undefined
  /** Which models have which budgets. For each kind of budget the first entry wins that matches a model and has it. */
  readonly models: readonly UserModel[]
  /**
   * What a budget does when the estimate's interval straddles the limit. `measure` lists the model for a
   * measurement on a device, and passes until it is measured.
   * @default 'warn'
   */
  readonly uncertain?: 'warn' | 'error' | 'measure' | undefined
  /**
   * What a budget of level `error` does when nothing can be said of it.
   * @default 'error'
   */
  readonly unknown?: 'error' | 'warn' | undefined
  /**
   * Whether the vendor's compiler, `edgetpu_compiler` for x86-64 Linux, compiles the models, so that what it makes of
   * them counts in place of what is predicted: `auto` where it is installed (in the `PATH`, or where `EDGETPU_COMPILER`
   * says), `require` everywhere, which is an error where it is not. With `auto`, results depend on the machine.
   * `precious check` and the GitHub Action do so; `precious history` and builds judge what is predicted. Changes
   * against a baseline are predicted on both sides, unless that is a report of models that were compiled, too.
   * @default 'never'
   */
  readonly compile?: CompileMode | undefined
  /**
   * Edge TPUs that several models use in turn. Latency, throughput and energy of these models are then judged on the
   * mean over their inferences there, which holds what is reloaded when another model takes over; memory, cached and
   * streamed bytes on their share of the cache. A limited increase stays one of back-to-back inferences.
   * @default [], each model has a device for itself
   */
  readonly devices?: readonly UserDevice[] | undefined
}

/** An Edge TPU that several models use in turn. A model is on one device only. */
export interface UserDevice {
  /** Globs as in `match`, which choose among the models that `models` of the config finds; their order counts. */
  readonly models: string | readonly string[]
  /**
   * How many inferences one model does before the next takes over: 1 alternates, more are bursts.
   * @default 1
   */
  readonly inferencesPerSwitch?: number | undefined
  /**
   * Whether the plain models are going to be compiled together, by one call of the compiler that names them in the
   * order of `models`: they then share the parameter cache, the first taking what it needs, and reload nothing. Of
   * compiled models the file tells.
   * @default false
   */
  readonly coCompiled?: boolean | undefined
}

/** Some models and their budgets. */
export interface UserModel {
  /**
   * Globs of model files. `*` and `?` stay within a folder, `**` crosses folders, `[abc]` and `{a,b}` list choices;
   * a glob that starts with `!` takes files out.
   */
  readonly match: string | readonly string[]
  /**
   * Targets of these models: names or paths of target files.
   * @default the config's `target`
   */
  readonly target?: string | readonly string[] | undefined
  /**
   * What one inference may cost.
   * @default {}
   */
  readonly budgets?: UserBudgets | undefined
  /**
   * Whether `match` may find no file.
   * @default false
   */
  readonly allowEmpty?: boolean | undefined
}

/** Budgets by what they limit. A plain value is the most that is allowed; of a throughput, the least. */
export interface UserBudgets {
  /** Time of one inference: `12 ms`; `us`, `ms`, `s`. */
  readonly latency?: string | UserLimit | undefined
  /** Inferences per second: `30 fps`. */
  readonly throughput?: string | UserThroughputLimit | undefined
  /** Mean power of the accelerator during back-to-back inferences: `2 W`; `mW`, `W`. */
  readonly power?: string | UserLimit | undefined
  /** Energy the accelerator takes for one inference: `20 mJ`; `uJ`, `mJ`, `J`, `mWh`. */
  readonly energy?: string | UserLimit | undefined
  /** Parameter memory, cached and streamed together: `8 MiB`; `B`, `KB`, `KiB`, `MB`, `MiB`, `GB`, `GiB`. */
  readonly memory?: string | UserLimit | undefined
  /** Parameter memory held on the chip, in the same units. */
  readonly cached?: string | UserLimit | undefined
  /** Parameter memory that does not fit on the chip and is sent at every inference, in the same units. */
  readonly streamed?: string | UserLimit | undefined
  /** The most activation bytes alive at one time, in the same units. */
  readonly activations?: string | UserLimit | undefined
  /** How many operators may run on the host's CPU. */
  readonly cpuOperators?: number | string | UserCountLimit | undefined
}

/** What happens when a budget is not met. */
export interface UserLevel {
  /**
   * `error` fails the run, `warn` only says so, `off` switches the budget off, also for the entries that follow.
   * @default 'error'
   */
  readonly level?: 'error' | 'warn' | 'off' | undefined
}

/** A limit with options. At least one of `max` and `maxIncrease` is needed, unless `level` is `off`. */
export interface UserLimit extends UserLevel {
  /** The most that is allowed. */
  readonly max?: string | undefined
  /** How much more than the baseline is allowed: `5 %`, or a quantity such as `1 ms`. */
  readonly maxIncrease?: string | undefined
}

/** A limit of a count with options. */
export interface UserCountLimit extends UserLevel {
  /** The most that is allowed. */
  readonly max?: number | string | undefined
  /** How much more than the baseline is allowed: `5 %`, or a count. */
  readonly maxIncrease?: number | string | undefined
}

/** A limit of the throughput with options. For an increase over the baseline, limit the latency. */
export interface UserThroughputLimit extends UserLevel {
  /** The least that is allowed. */
  readonly min?: string | undefined
}

/** Returns the config as it is; gives editors its type. */
export function defineConfig(config: UserConfig): UserConfig {
  return config
}
