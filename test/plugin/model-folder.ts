import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import type { Network } from '../../src/model/network.ts'
import { writeNetwork } from '../../src/model/tflite/write.ts'
import { folderWith } from '../host/temporary.ts'

/** A new folder that holds texts as they are, and networks as model files, until the test ends. */
export function folderWithModels(files: Readonly<Record<string, string | Network>>): string {
  const folder = folderWith()
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true })
    writeFileSync(join(folder, path), typeof content === 'string' ? content : writeNetwork(content))
  }
  return folder
}
