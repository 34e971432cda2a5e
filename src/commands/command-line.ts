import type { Terminal } from './terminal.ts'

/** The command as it was typed, with quotes where a shell needs them. */
export function commandLine({ args }: Terminal): string {
  return ['precious', ...args].map(quoted).join(' ')
}

function quoted(word: string): string {
  return /^[\w./:=@%+,-]+$/.test(word) ? word : `'${word.replaceAll("'", String.raw`'\''`)}'`
}
