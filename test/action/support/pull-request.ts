import { writeNetwork } from '../../../src/model/tflite/write.ts'
import { conv2d } from '../../../src/generator/layers/convolution.ts'
import { NetworkBuilder } from '../../../src/generator/network-builder.ts'
import { initIn, type TestRepository } from '../../host/repositories.ts'
import { newFolder } from './cleanup.ts'

/** A model of convolutions of so many filters each. */
export function modelOf(filters: readonly number[], seed: number = 1): Uint8Array {
  const builder = new NetworkBuilder({ quantisation: 'int8', seed })
  let value = builder.input('image', [1, 32, 32, 3])
  for (const count of filters) value = conv2d(builder, value, { filters: count, kernel: 3 })
  return writeNetwork(builder.build(value))
}

export interface ConfigOptions {
  /** @default { latency: '100 ms' } */
  readonly budgets?: Readonly<Record<string, unknown>>
  readonly match?: string
  readonly rest?: Readonly<Record<string, unknown>>
}

/** A config in JSON, with a line for each budget. */
export function configOf({
  budgets = { latency: '100 ms' },
  match = 'models/*.tflite',
  rest = {},
}: ConfigOptions = {}): string {
  const models = [{ match, allowEmpty: true, budgets }]
  return JSON.stringify({ target: 'coral-usb3-max', models, ...rest }, undefined, 2)
}

type Files = Parameters<TestRepository['commit']>[0]

/** A repository in which a pull request was opened, with the test merge checked out as actions/checkout does. */
export interface PullRequest {
  readonly repository: TestRepository
  readonly base: string
  readonly head: string
  /** The payload of the event. */
  readonly event: { readonly name: 'pull_request'; readonly payload: PullRequestPayload }
}

export interface PullRequestPayload {
  pull_request: {
    number: number
    head: { sha: string; ref: string; repo: { id: number } | null }
    base: { sha: string; ref: string; repo: { id: number } }
  }
}

export interface PullRequestOptions {
  /** What main has before the pull request. */
  readonly before: Files
  /** What the pull request changes. */
  readonly changes: Files
  /** What main gets meanwhile. */
  readonly meanwhile?: Files
  readonly number?: number
  /** Whether the head is in another repository. */
  readonly isFork?: boolean
}

/** Makes the commits of a pull request, and checks out its test merge. */
export function openPullRequest(options: PullRequestOptions): PullRequest {
  const { before, changes, meanwhile, number = 7, isFork = false } = options
  const repository = initIn(newFolder())
  const base = repository.commit(before, 'Before')
  repository.git('checkout', '--quiet', '-b', 'feature')
  const head = repository.commit(changes, 'Change models')
  let tip = base
  if (meanwhile !== undefined) {
    repository.git('checkout', '--quiet', 'main')
    tip = repository.commit(meanwhile, 'Meanwhile')
  }
  repository.git('checkout', '--quiet', '--detach', 'main')
  repository.git('merge', '--quiet', '--no-ff', '-m', 'Merge the test', head)
  const payload = {
    pull_request: {
      number,
      head: { sha: head, ref: 'feature', repo: { id: isFork ? 2 : 1 } },
      base: { sha: tip, ref: 'main', repo: { id: 1 } },
    },
  }
  return { repository, base, head, event: { name: 'pull_request', payload } }
}
