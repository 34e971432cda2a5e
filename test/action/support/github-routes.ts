import { type Account, type Repository, repositoryId, type StoredComment } from './github-repository.ts'

export interface ApiRequest {
  readonly method: string
  /** Without the prefix of GitHub Enterprise. */
  readonly url: URL
  readonly body: unknown
  readonly account: Account
}

export interface ApiAnswer {
  readonly status: number
  readonly json: unknown
  readonly link?: string
}

type Handler = (request: ApiRequest, repository: Repository, name: string) => ApiAnswer

const missing: ApiAnswer = { status: 404, json: { message: 'Not Found', status: '404' } }
const denied: ApiAnswer = { status: 403, json: { message: 'Resource not accessible by integration', status: '403' } }
const notAdmin: ApiAnswer = { status: 403, json: { message: 'Must have admin rights to Repository.', status: '403' } }

/** GitHub's limit. */
const mostCharacters = 65_536

const routes: readonly (readonly [method: string, path: RegExp, handler: Handler])[] = [
  ['GET', /^\/issues\/(\d+)\/comments$/, listComments],
  ['POST', /^\/issues\/(\d+)\/comments$/, createComment],
  ['PATCH', /^\/issues\/comments\/(\d+)$/, updateComment],
  ['GET', /^\/pulls\/(\d+)$/, pullRequest],
  ['GET', /^\/compare\/(.+)$/, compare],
]

/** What GitHub answers to a request about a repository, which may change it. */
export function answerOf(request: ApiRequest, repository: Repository): ApiAnswer {
  const root = `/repos/${repository.name}`
  if (!request.url.pathname.startsWith(`${root}/`) || request.account.rights === 'none') return missing
  const path = request.url.pathname.slice(root.length)
  for (const [method, pattern, handler] of routes) {
    const name = pattern.exec(path)?.[1]
    if (method === request.method && name !== undefined) return handler(request, repository, decodeURIComponent(name))
  }
  return missing
}

function listComments({ url }: ApiRequest, repository: Repository, name: string): ApiAnswer {
  if (!repository.pullRequests.has(Number(name))) return missing
  const perPage = Math.min(100, Number(url.searchParams.get('per_page') ?? 30))
  const page = Number(url.searchParams.get('page') ?? 1)
  const comments = repository.comments(Number(name))
  const last = Math.max(1, Math.ceil(comments.length / perPage))
  const json = comments.slice((page - 1) * perPage, page * perPage).map((comment) => commentJson(comment, url))
  const links = [
    ...(page > 1 ? [['prev', page - 1], ['first', 1]] as const : []),
    ...(page < last ? [['next', page + 1], ['last', last]] as const : []),
  ].map(([relation, target]) => {
    const linked = new URL(url)
    linked.searchParams.set('page', String(target))
    return `<${linked.href}>; rel="${relation}"`
  })
  return { status: 200, json, ...(links.length > 0 && { link: links.join(', ') }) }
}

function createComment({ account, body, url }: ApiRequest, repository: Repository, name: string): ApiAnswer {
  if (account.rights === 'read') return denied
  if (!repository.pullRequests.has(Number(name))) return missing
  const text = textOf(body)
  if (typeof text !== 'string') return text
  return { status: 201, json: commentJson(repository.add(Number(name), text, account), url) }
}

function updateComment({ account, body, url }: ApiRequest, repository: Repository, name: string): ApiAnswer {
  if (account.rights === 'read') return denied
  const comment = repository.find(Number(name))
  if (comment === undefined) return missing
  if (account.rights === 'comment' && comment.author?.login !== account.login) return notAdmin
  const text = textOf(body)
  if (typeof text !== 'string') return text
  return { status: 200, json: commentJson(repository.change(comment, text), url) }
}

function textOf(body: unknown): string | ApiAnswer {
  const text = typeof body === 'object' && body !== null && 'body' in body ? body.body : undefined
  if (typeof text === 'string' && text.trim() !== '' && text.length <= mostCharacters) return text
  return { status: 422, json: { message: 'Validation Failed', errors: ['body is blank or too long'], status: '422' } }
}

function pullRequest(_: ApiRequest, repository: Repository, name: string): ApiAnswer {
  const stored = repository.pullRequests.get(Number(name))
  if (stored === undefined) return missing
  const { number, state = 'open', headRepositoryId: id = repositoryId } = stored
  const head = { ref: 'feature', sha: stored.headSha ?? 'a'.repeat(40), repo: id === null ? null : { id } }
  const base = { ref: stored.baseRef ?? 'main', sha: stored.baseSha ?? 'b'.repeat(40), repo: { id: repositoryId } }
  return { status: 200, json: { number, state, head, base } }
}

function compare(_: ApiRequest, repository: Repository, name: string): ApiAnswer {
  const comparison = repository.comparisons.get(name)
  if (comparison === undefined) return missing
  const { mergeBase, aheadBy, behindBy } = comparison
  return {
    status: 200,
    json: { merge_base_commit: { sha: mergeBase }, ahead_by: aheadBy, behind_by: behindBy, commits: [], files: [] },
  }
}

function commentJson({ id, issue, body, author }: StoredComment, { origin }: URL): unknown {
  const user = author === null ? null : { login: author.login, type: author.type }
  return { id, body, user, html_url: `${origin}/pull/${issue}#issuecomment-${id}` }
}
