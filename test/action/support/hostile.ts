import { type RunReport, runReportSchema } from '../../../src/report/run-report.ts'

/** What somebody may call things to get more out of a comment or a log than a text. */
export const hostileTexts: readonly string[] = [
  '<img src=x onerror=alert(1)>',
  '</summary></details></td></table><script>alert(1)</script>',
  '![x](https://evil.example/x.png)',
  '[click](javascript:alert(1))',
  '[click]: https://evil.example',
  '<https://evil.example>',
  'https://evil.example/?q=1',
  'www.evil.example',
  'mona@evil.example',
  '@octocat and @octo/team',
  '#1 and octo/models#2 and GH-3',
  'a | b || c',
  'a \\| b \\\\| c',
  '`code` and ``more``',
  '--> <!-- unplugin-precious key=precious run=999 attempt=1 -->',
  '<!--',
  '::error file=x,line=1::owned',
  '\n::error file=x,line=1::owned\n::set-output name=verdict::passed',
  '::stop-commands::x',
  '%0A::warning::owned%0D',
  '##[error]owned',
  '\u001B[31mred\u001B[0m\u009B1m',
  '\u202Egpj.exe\u2066\u200F',
  'one\r\ntwo\n\n# heading\n\n- item\n',
  '$\\mathbb{owned}$ and $$x$$',
  '**bold** __bold__ *it* _it_ ~~gone~~',
  '&lt;b&gt; &#64;octocat &amp;',
  'ends with a backslash \\',
  '> quote',
  '    indented code',
  '[^1]: note [^1]',
  '| --- | --- |',
  '📈 🇩🇪 e\u0301 \uD800',
  '__proto__',
  'x'.repeat(100_000),
]

/**
 * The report with hostile texts in every place in which its schema takes any text.
 * @param first which text comes first: each place gets the next one
 */
export function poisoned(report: RunReport, first: number): RunReport {
  let count = first
  const copy = structuredClone(report)
  const places: (() => void)[] = []
  walk(copy, (holder, key, value) => {
    places.push(() => {
      Reflect.set(holder, key, hostileTexts[count % hostileTexts.length])
      if (runReportSchema.safeParse(copy).success) count++
      else Reflect.set(holder, key, value)
    })
  })
  for (const poison of places) poison()
  return copy
}

function walk(holder: object, visit: (holder: object, key: string, value: string) => void): void {
  for (const [key, value] of Object.entries(holder)) {
    if (typeof value === 'string') visit(holder, key, value)
    else if (typeof value === 'object' && value !== null) walk(value, visit)
  }
}
