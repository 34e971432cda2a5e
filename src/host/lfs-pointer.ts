/** What Git LFS keeps in a repository in place of a content. */
export interface LfsPointer {
  /** Of the content, in hexadecimal. */
  readonly sha256: string
  readonly bytes: number
}

/** Pointers are shorter than this (https://github.com/git-lfs/git-lfs/blob/main/docs/spec.md). */
const longestPointer = 1_024

/** The second version's name is what the first releases wrote. Extensions stand between version and hash. */
const pointer = new RegExp(
  [
    String.raw`^version https://(?:git-lfs|hawser)\.github\.com/spec/v1`,
    String.raw`(?:ext-\d-\S+ sha256:[0-9a-f]{64}\r?\n)*oid sha256:(?<sha256>[0-9a-f]{64})`,
    String.raw`size (?<bytes>\d{1,15})(?:\r?\n)?$`,
  ].join(String.raw`\r?\n`),
)

/** The SHA-256 and size in a Git LFS pointer; undefined where the bytes are none. */
export function parseLfsPointer(bytes: Uint8Array): LfsPointer | undefined {
  if (bytes.length >= longestPointer) return undefined
  const { sha256, bytes: size } = pointer.exec(new TextDecoder().decode(bytes))?.groups ?? {}
  return sha256 === undefined || size === undefined ? undefined : { sha256, bytes: Number(size) }
}

/** The pointer that Git LFS writes for a content, to the byte. */
export function lfsPointerText({ sha256, bytes }: LfsPointer): string {
  return `version https://git-lfs.github.com/spec/v1\noid sha256:${sha256}\nsize ${bytes}\n`
}
