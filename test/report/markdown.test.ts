import { describe, expect, it } from 'vitest'
import { escapeHtml, escapeMarkdown } from '../../src/report/escape.ts'
import { toMarkdown } from '../../src/report/markdown.ts'
import { compiled, customOperators, separable } from './round-networks.ts'
import { reportOn } from './round-reports.ts'

const hostile =
  'a|b`c`<img src=x onerror=alert(1)>@octocat #1 [x](http://x) *b* _i_ ~s~ $m$ \\ www.x.y\n## big\u001B[31m'

describe('the Markdown report', () => {
  it('has a headline, a table with a row for each model, why budgets are not kept, and details', () => {
    const models = { 'models/my_model.tflite': separable() }
    const budgets = { latency: { max: '3 ms', maxIncrease: '5 %' }, throughput: '210 fps', cpuOperators: 0 } as const
    expect(`\n${toMarkdown(reportOn({ models, budgets }))}`).toMatchInlineSnapshot(`
      "
      ## Edge TPU budgets

      ❌ Failed: 1 of 4 budgets of 1 model fails, 1 warns (1 within, 1 over, 1 uncertain, 1 unknown).

      Figures are estimates with their interval in brackets, unless they are said to be measured.

      |  | model | latency | power | energy | memory | others |
      | --- | --- | --- | --- | --- | --- | --- |
      | ❌ | <b>models/my\\_model.tflite</b><br>round-board | <b>4.9 ms</b> (3.92 to 6.13 ms)<br>❌ limit 3 ms, over by 1.9 ms (63.4 %)<br>➖ not compared, limit +5 % over the baseline, unknown, passes<br>❓ throughput 204 fps (163 to 255 fps), limit at least 210 fps, the interval straddles the limit, warning | <b>1.53 W</b> (1.42 to 1.66 W) | <b>7.48 mJ</b> (5.57 to 10.2 mJ) | <b>8.5 KiB</b> (8.24 to 8.76 KiB) | ✅ cpuOperators 0, limit 0 |

      **models/my\\_model.tflite** on round-board, set in precious.config.json:8, precious.config.json:11:
      - Computing takes 2.58 ms of the 4.9 ms: 2,576 tensor steps, 89.4 % of them in DEPTHWISE\\_CONV\\_2D (operator 1), 89.4 % in depthwise convolutions, which keep 4 of 256 multipliers busy.

      <details><summary>models/my_model.tflite: 2 KiB, 3 operators, all on the Edge TPU</summary>

      - round-board: Reading the output takes 1.02 ms of the 4.9 ms: 1 KiB, in the slow direction.
      - round-board: Unknown because no baseline was given to compare with.
      - round-board: CONV\\_2D (operator 2) takes 4.5 KiB of parameter memory, the most of 3 layers.
      - round-board: The largest activations are those that CONV\\_2D (operator 0) writes: 16 KiB.
      - round-board: The tiles compute for 52.5 % of the time and wait for the rest.

      </details>

      <sub>Intervals for round-board rest for latency on 20 measured architectures (100 % of the figures held).</sub>
      "
    `)
  })

  it('shows no figure for a compiled model, and why', () => {
    const report = reportOn({ models: { 'a.tflite': compiled() }, budgets: { latency: '3 ms' } })
    expect(`\n${toMarkdown(report)}`).toMatchInlineSnapshot(`
      "
      ## Edge TPU budgets

      ❌ Failed: 1 of 1 budget of 1 model fails (1 unknown).

      Figures are estimates with their interval in brackets, unless they are said to be measured.

      |  | model | latency | power | energy | memory |
      | --- | --- | --- | --- | --- | --- |
      | ❌ | <b>a.tflite</b><br>round-board | unknown<br>➖ limit 3 ms, unknown, fails | unknown | unknown | unknown |

      **a.tflite** on round-board, set in precious.config.json:7:
      - Unknown because the model is compiled and what its compiled operator holds cannot be read.

      <details><summary>a.tflite: 2 KiB, compiled, 1 operator, all on the Edge TPU</summary>

      - The model is compiled for the Edge TPU, and its compiled operator cannot be read: it is empty.

      </details>
      "
    `)
  })

  it('lists models that could not be read', () => {
    const path = 'b|c.tflite'
    const unreadable = [{ path, code: 'model/empty', what: 'the file is empty', hint: 'Write it again' }] as const
    const text = toMarkdown(reportOn({ models: {}, budgets: {}, unreadable }))
    expect(text).toBe(
      '## Edge TPU budgets\n\n❌ Failed: 1 model could not be read.\n\n' +
        '- b\\|c.tflite: the file is empty. Write it again.\n',
    )
  })

  it('keeps the shape of its table whatever models and operators are called', () => {
    const budgets = { latency: '1 ms', memory: '1 B' }
    const report = reportOn({ models: { [hostile]: customOperators(hostile) }, budgets })
    const lines = toMarkdown(report).split('\n')
    const rows = lines.filter((line) => line.startsWith('| '))
    expect(rows).toHaveLength(3)
    for (const row of rows) expect(row.split(/(?<!\\)\|/)).toHaveLength(8)
    expect(lines.filter((line) => line.startsWith('#'))).toEqual(['## Edge TPU budgets'])
  })

  it('lets no name bring in HTML, mentions, references or links', () => {
    const report = reportOn({ models: { [hostile]: customOperators(hostile) }, budgets: { latency: '1 ms' } })
    const text = toMarkdown(report)
    expect(text).not.toContain('<img')
    expect(text).not.toMatch(/@octocat|#1\b|:\/\/|www\./)
    const lines = text.split('\n').filter((line) => /^[-|]/.test(line))
    expect(lines.length).toBeGreaterThan(5)
    for (const line of lines) expect(line).not.toMatch(/(?<!\\)`/)
  })
})

describe('escaping', () => {
  it.each([
    ['a|b', String.raw`a\|b`],
    ['`code`', String.raw`\`code\``],
    ['<b>&amp;</b>', '&lt;b&gt;&amp;amp;&lt;/b&gt;'],
    ['snake_case*', String.raw`snake\_case\*`],
    ['@octocat', '@\u200Boctocat'],
    ['repo#12', 'repo#\u200B12'],
    ['https://x.y', 'https:\u200B//x.y'],
    ['WWW.x.y', 'WWW\u200B.x.y'],
    [String.raw`\|`, String.raw`\\\|`],
    ['two\nlines', 'two?lines'],
  ])('for Markdown: %s', (text, escaped) => {
    expect(escapeMarkdown(text)).toBe(escaped)
  })

  it('for HTML leaves what is special in Markdown only', () => {
    expect(escapeHtml('my_model*|<b>&@me\n')).toBe('my_model*|&lt;b&gt;&amp;@\u200Bme?')
  })
})
