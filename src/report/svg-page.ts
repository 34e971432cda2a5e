import { escapeXml } from './escape.ts'

/** In pixels, of all texts without a size of their own. */
export const fontSize = 11

const style =
  '.precious{color:#24292f;fill:currentColor}.precious>rect{fill:#fff}' +
  '@media(prefers-color-scheme:dark){.precious{color:#d1d7e0}.precious>rect{fill:#0d1117}}'

/** In pixels; the label is for those who do not see the drawing. */
export interface SvgPage {
  readonly width: number
  readonly height: number
  readonly label: string
}

/** A drawing as a file of its own, with a background, so that it reads on light and dark pages. */
export function svgPage({ width, height, label }: SvgPage, content: readonly string[]): string {
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" class="precious" width="${width}" height="${height}" ` +
      `viewBox="0 0 ${width} ${height}" role="img" aria-label="${escapeXml(label)}" ` +
      `font-family="system-ui, sans-serif" font-size="${fontSize}">`,
    `<style>${style}</style>`,
    `<rect width="${width}" height="${height}"/>`,
    ...content,
    '</svg>\n',
  ].join('\n')
}
