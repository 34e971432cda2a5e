/** Who a token stands for, and what it may do in the repository. */
export interface Account {
  readonly login: string
  readonly type: 'Bot' | 'User'
  /** `comment` may change its own comments only, `none` does not even see the repository. */
  readonly rights: 'none' | 'read' | 'comment' | 'write'
}

export interface StoredComment {
  readonly id: number
  readonly issue: number
  readonly body: string
  /** Null for an account that was deleted. */
  readonly author: Pick<Account, 'login' | 'type'> | null
}

export interface StoredPullRequest {
  readonly number: number
  readonly state?: 'open' | 'closed'
  readonly headSha?: string
  /** Null for a fork that was deleted; the repository itself if left out. */
  readonly headRepositoryId?: number | null
  readonly baseRef?: string
  readonly baseSha?: string
}

export interface StoredComparison {
  readonly mergeBase: string
  readonly aheadBy: number
  readonly behindBy: number
}

export const repositoryId = 1_296_269

/** What the server remembers. */
export class Repository {
  readonly name: string
  readonly pullRequests: ReadonlyMap<number, StoredPullRequest>
  readonly comparisons: ReadonlyMap<string, StoredComparison>
  private readonly stored: StoredComment[] = []
  private nextId = 1_001

  constructor(
    name: string,
    pullRequests: readonly StoredPullRequest[],
    comparisons: Readonly<Record<string, StoredComparison>>,
  ) {
    this.name = name
    this.pullRequests = new Map(pullRequests.map((pullRequest) => [pullRequest.number, pullRequest]))
    this.comparisons = new Map(Object.entries(comparisons))
  }

  comments(issue: number): readonly StoredComment[] {
    return this.stored.filter((comment) => comment.issue === issue)
  }

  find(id: number): StoredComment | undefined {
    return this.stored.find((comment) => comment.id === id)
  }

  add(issue: number, body: string, author: StoredComment['author']): StoredComment {
    const comment = { id: this.nextId++, issue, body, author }
    this.stored.push(comment)
    return comment
  }

  change(comment: StoredComment, body: string): StoredComment {
    const changed = { ...comment, body }
    this.stored[this.stored.findIndex(({ id }) => id === comment.id)] = changed
    return changed
  }

  remove(id: number): void {
    this.stored.splice(this.stored.findIndex((comment) => comment.id === id), 1)
  }
}
