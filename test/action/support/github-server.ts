import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import type { Failure } from './failures.ts'
import {
  type Account,
  Repository,
  type StoredComment,
  type StoredComparison,
  type StoredPullRequest,
} from './github-repository.ts'
import { type ApiAnswer, answerOf } from './github-routes.ts'

export interface GitHubOptions {
  /** The only repository there is. @default 'octo/models' */
  readonly repository?: string
  /** Who each token stands for; others are answered 401. @default `usualTokens` */
  readonly tokens?: Readonly<Record<string, Account>>
  /** They can be commented on; every other number is answered 404. @default number 7, of no fork */
  readonly pullRequests?: readonly StoredPullRequest[]
  /** By `base...head`. */
  readonly comparisons?: Readonly<Record<string, StoredComparison>>
  /** Whether GraphQL says who a token stands for. @default true */
  readonly tellsViewer?: boolean
}

export interface RecordedRequest {
  readonly method: string
  /** With its query, without the prefix of GitHub Enterprise. */
  readonly path: string
  /** As parsed from JSON. */
  readonly body: unknown
  /** Undefined where the connection was dropped. */
  readonly status: number | undefined
}

export interface FailureOptions {
  /** @default 1 */
  readonly times?: number
  /** @default any */
  readonly method?: string
  /** Of the path without the prefix of GitHub Enterprise. @default any */
  readonly path?: RegExp
}

export interface GitHubServer {
  /** What `GITHUB_API_URL` is on github.com. */
  readonly url: string
  /** What it is on GitHub Enterprise: the same repository at another address. */
  readonly enterpriseUrl: string
  /** All that were answered or dropped, in this order. */
  readonly requests: readonly RecordedRequest[]
  /** The requests that would change something, whatever was answered; asking GraphQL is none. */
  readonly writes: readonly RecordedRequest[]
  comments(issue: number): readonly StoredComment[]
  /** Writes a comment past the API, by the usual bot if no author is given. */
  addComment(issue: number, body: string, author?: StoredComment['author']): StoredComment
  removeComment(id: number): void
  /** The next requests, or the next of a kind, meet a failure. Several of these wait in line. */
  failNext(failure: Failure, options?: FailureOptions): void
  close(): Promise<void>
}

const bot = { login: 'github-actions[bot]', type: 'Bot' } as const

/** Each has the name of what it is good for. */
export const usualTokens: Readonly<Record<string, Account>> = {
  'write-token': { ...bot, rights: 'write' },
  'read-token': { ...bot, rights: 'read' },
  'personal-token': { login: 'mona', type: 'User', rights: 'write' },
  'outside-token': { login: 'hubot[bot]', type: 'Bot', rights: 'comment' },
  'blind-token': { ...bot, rights: 'none' },
}

interface ExpectedFailure {
  readonly failure: Failure
  readonly method: string | undefined
  readonly path: RegExp
}

/** Starts a GitHub on this machine that knows one repository and behaves like the REST API as far as comments go. */
export async function startGitHub(options: GitHubOptions = {}): Promise<GitHubServer> {
  const { repository: name = 'octo/models', pullRequests = [{ number: 7 }], comparisons = {} } = options
  const repository = new Repository(name, pullRequests, comparisons)
  const requests: RecordedRequest[] = []
  const failures: ExpectedFailure[] = []

  const server = createServer((request, response) => {
    void answer(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const address: AddressInfo | string | null = server.address()
  if (address === null || typeof address === 'string') throw new Error('the server has no port')
  const url = `http://127.0.0.1:${address.port}`

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { method = 'GET' } = request
    const asked = new URL((request.url ?? '/').replace(/^\/api(?:\/v3)?(?=\/)/, ''), url)
    const content = await text(request)
    const body: unknown = content === '' ? undefined : JSON.parse(content)
    const failure = takeFailure(method, asked.pathname)
    const record = (status: number | undefined): void => {
      requests.push({ method, path: asked.pathname + asked.search, body, status })
    }

    if (failure?.kind === 'answer') {
      record(failure.status)
      response.writeHead(failure.status, failure.headers).end(failure.body)
      return
    }
    if (failure?.when === 'before') {
      record(undefined)
      request.socket.destroy()
      return
    }
    const account = accountOf(request, options.tokens ?? usualTokens)
    const { status, json, link } = answerTo(account, { method, url: asked, body })
    const headers = { 'content-type': 'application/json; charset=utf-8', 'x-ratelimit-remaining': '4999' }
    record(failure === undefined ? status : undefined)
    if (failure?.when === 'after') {
      request.socket.destroy()
      return
    }
    response.writeHead(status, link === undefined ? headers : { ...headers, link })
    const answered = JSON.stringify(json)
    if (failure === undefined) response.end(answered)
    else response.write(answered.slice(0, answered.length / 2), () => request.socket.destroy())
  }

  function answerTo(
    account: Account | undefined,
    request: { readonly method: string; readonly url: URL; readonly body: unknown },
  ): ApiAnswer {
    if (account === undefined) return { status: 401, json: { message: 'Bad credentials', status: '401' } }
    if (request.url.pathname !== '/graphql') return answerOf({ ...request, account }, repository)
    if (options.tellsViewer !== false) return { status: 200, json: { data: { viewer: { login: account.login } } } }
    const errors = [{ type: 'FORBIDDEN', message: 'Resource not accessible by integration' }]
    return { status: 200, json: { data: null, errors } }
  }

  function takeFailure(method: string, asked: string): Failure | undefined {
    const index = failures.findIndex((expected) => (expected.method ?? method) === method && expected.path.test(asked))
    return index === -1 ? undefined : failures.splice(index, 1)[0]?.failure
  }

  return {
    url,
    enterpriseUrl: `${url}/api/v3`,
    requests,
    get writes() {
      return requests.filter(({ method, path }) => method !== 'GET' && path !== '/graphql')
    },
    comments: (issue) => repository.comments(issue),
    addComment: (issue, body, author = bot) => repository.add(issue, body, author),
    removeComment: (id) => repository.remove(id),
    failNext(failure, { times = 1, method, path = /^/ } = {}) {
      for (let count = 0; count < times; count++) failures.push({ failure, method, path })
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve())
        server.closeAllConnections()
      }),
  }
}

/** Both ways to send a token are accepted, as by GitHub. */
function accountOf({ headers }: IncomingMessage, tokens: Readonly<Record<string, Account>>): Account | undefined {
  const token = /^(?:token|bearer) (.+)$/i.exec(headers.authorization ?? '')?.[1]
  return token !== undefined && Object.hasOwn(tokens, token) ? tokens[token] : undefined
}
