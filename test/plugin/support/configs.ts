import type { UserConfig } from '../../../src/budget/user-config.ts'
import { separableNetwork } from '../../../fixtures/make-gesture-model.ts'
import { writeNetwork } from '../../../src/model/tflite/write.ts'

/** A limit that no network keeps. */
export const tooLittle = '0.01 ms'

/** `precious.config.json` with one budget of latency on line 6. */
export function configWith(latency: string, level: 'error' | 'warn' = 'error'): string {
  const budgets = { latency: { max: latency, level } }
  const config: UserConfig = { target: 'coral-usb3-max', models: [{ match: 'models/*.tflite', budgets }] }
  return JSON.stringify(config, undefined, 1)
}

/** A model that takes several milliseconds, where that of the examples takes half of one. */
export function heavyModel(): Uint8Array {
  return writeNetwork(separableNetwork(256, [[16, 1], [32, 2], [64, 1], [64, 1], [64, 1]]))
}

/** A model of about a kilobyte, which bundlers put into the code. */
export function tinyModel(): Uint8Array {
  return writeNetwork(separableNetwork(32, []))
}
