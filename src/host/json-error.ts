/** What may stand next in a JSON text. */
type Expectation = 'value' | 'entry' | 'key' | 'property' | 'colon' | 'separator'

const string = String.raw`"(?:[^"\\\0-\x1f]|\\(?:["\\/bfnrt]|u[\dA-Fa-f]{4}))*"`
const number = String.raw`-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?`
const token = new RegExp(`${string}|${number}|[a-zA-Z]+|[^]`, 'y')
const scalar = /^(?:".*"|-?\d.*|true|false|null)$/s

/**
 * The position where a text stops being JSON: the parsers of JavaScript engines do not all tell it.
 * @returns the text's length where it ends too early or is JSON
 */
export function positionOfJsonError(text: string): number {
  const closers: string[] = []
  let expected: Expectation = 'value'
  let position = skipSpace(text, 0)
  while (position < text.length) {
    token.lastIndex = position
    const found = token.exec(text)?.[0] ?? ''
    const next = accept(found, expected, closers)
    if (next === undefined) return position
    expected = next
    position = skipSpace(text, position + found.length)
  }
  return position
}

function accept(found: string, expected: Expectation, closers: string[]): Expectation | undefined {
  switch (expected) {
    case 'colon':
      return found === ':' ? 'value' : undefined
    case 'separator':
      if (found === ',' && closers.length > 0) return closers.at(-1) === '}' ? 'key' : 'value'
      return close(found, closers)
    case 'key':
    case 'property':
      if (found.startsWith('"') && scalar.test(found)) return 'colon'
      return expected === 'property' ? close(found, closers) : undefined
    case 'value':
    case 'entry':
      if (found === '{' || found === '[') {
        closers.push(found === '{' ? '}' : ']')
        return found === '{' ? 'property' : 'entry'
      }
      if (scalar.test(found)) return 'separator'
      return expected === 'entry' ? close(found, closers) : undefined
  }
}

function close(found: string, closers: string[]): Expectation | undefined {
  return closers.length > 0 && closers.at(-1) === found ? (closers.pop(), 'separator') : undefined
}

function skipSpace(text: string, position: number): number {
  let end = position
  while (/[ \t\r\n]/.test(text[end] ?? '')) end++
  return end
}
