import { createHash } from 'node:crypto'
import { createReadStream } from 'node:fs'

/**
 * The SHA-256 of a file in hexadecimal, in memory that does not grow with it.
 * @throws what the system says where it cannot be read
 */
export async function hashFile(path: string): Promise<string> {
  const hash = createHash('sha256')
  for await (const block of createReadStream(path)) if (block instanceof Uint8Array) hash.update(block)
  return hash.digest('hex')
}
