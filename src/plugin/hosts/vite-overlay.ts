import type { ErrorPayload, ViteDevServer } from 'vite'
import type { Finding } from '../finding.ts'
import { pluginName } from '../names.ts'
import type { ImportPosition } from '../places.ts'

/** A page that connects this soon behind a message is taken for one that was reloading when the message was sent. */
const reloadMs = 3_000

/** Vite's overlay in the browser, over a page that works on. Each message is shown once. */
export class Overlay {
  private readonly server: ViteDevServer
  private message: ErrorPayload | undefined
  /** When pages that were connected were sent the message; undefined while there was none. */
  private sentAtMs: number | undefined

  constructor(server: ViteDevServer) {
    this.server = server
    server.ws.on('connection', (socket) => {
      if (this.message === undefined || (this.sentAtMs !== undefined && Date.now() - this.sentAtMs > reloadMs)) return
      this.sentAtMs ??= Date.now()
      socket.send(JSON.stringify(this.message))
    })
  }

  show(findings: readonly Finding[]): void {
    if (isSwitchedOff(this.server)) return
    this.message = { type: 'error', err: errorOf(findings) }
    this.sentAtMs = undefined
    if (this.server.ws.clients.size === 0) return
    this.sentAtMs = Date.now()
    this.server.ws.send(this.message)
  }

  /** Takes the message away, where it may still be on a page. */
  clear(): void {
    if (this.message === undefined) return
    this.message = undefined
    // What Vite sends when modules were updated, which is when it takes the overlay away.
    if (this.server.ws.clients.size > 0) this.server.ws.send({ type: 'update', updates: [] })
  }
}

/** Without the overlay, Vite's client would call the message a failure of the server in the console. */
function isSwitchedOff({ config }: ViteDevServer): boolean {
  const { hmr } = config.server
  return typeof hmr === 'object' && hmr.overlay === false
}

function errorOf(findings: readonly Finding[]): ErrorPayload['err'] {
  const message = ['The page behind this works on.', ...findings.map(({ text }) => text)].join('\n\n')
  const place = findings.find((finding) => finding.place !== undefined)?.place
  const error = { message, stack: '', plugin: pluginName }
  if (place === undefined) return error
  if (place.position === undefined) return { ...error, id: place.file }
  const { line, column } = place.position
  const loc = { file: place.file, line, column: column + 1 }
  return { ...error, id: place.file, loc, frame: frameOf(place.position) }
}

/** In the form that the overlay knows as code: with a bar behind the line's number, and each line ended. */
function frameOf({ line, column, length, lineText }: ImportPosition): string {
  const margin = ' '.repeat(String(line).length)
  const indent = lineText.slice(0, column).replaceAll(/[^\t]/g, ' ')
  const mark = '^'.repeat(Math.max(1, Math.min(length, lineText.length - column)))
  return `${line}  |  ${lineText}\n${margin}  |  ${indent}${mark}\n`
}
