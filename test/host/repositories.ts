import { execFileSync } from 'node:child_process'
import { appendFileSync, mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { pathToFileURL } from 'node:url'
import { onTestFinished } from 'vitest'
import { type Git, openGit } from '../../src/host/git.ts'
import { folderWith } from './temporary.ts'

/** Content by path; undefined takes a file away. */
export type Changes = Readonly<Record<string, string | Uint8Array | undefined>>

/** A git repository of a test. Nothing of the user's own git config bears on it. */
export interface TestRepository {
  readonly folder: string
  /** Runs git in it and gives what it prints, without the last line end. */
  readonly git: (...args: readonly string[]) => string
  /** Changes files without committing them. */
  readonly write: (changes: Changes) => void
  /** Changes files and commits everything, a minute after the commit before. Gives the commit's id. */
  readonly commit: (changes: Changes, subject?: string) => string
}

/** The environment for git in tests: fixed names and no config but the repository's own. */
export const testEnvironment: Readonly<Record<string, string | undefined>> = {
  PATH: process.env['PATH'],
  GIT_CONFIG_GLOBAL: '/dev/null',
  GIT_CONFIG_NOSYSTEM: '1',
  GIT_AUTHOR_NAME: 'Ada',
  GIT_AUTHOR_EMAIL: 'ada@example.org',
  GIT_COMMITTER_NAME: 'Ada',
  GIT_COMMITTER_EMAIL: 'ada@example.org',
}

/** What is small and soon gone needs no upkeep, which takes as long as the commit before it. */
const noUpkeep = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'maintenance.auto', GIT_CONFIG_VALUE_0: 'false' }

const firstCommit = Date.UTC(2026, 0, 1, 12) / 1_000

/** A new, empty repository on the branch main, until the test ends. It serves single commits, as hosts do. */
export function newRepository(...initOptions: readonly string[]): TestRepository {
  return initIn(folderWith(), ...initOptions)
}

/** The same in an empty folder. */
export function initIn(folder: string, ...initOptions: readonly string[]): TestRepository {
  const repository = repositoryIn(folder)
  repository.git('init', '--quiet', '--initial-branch=main', ...initOptions)
  const gitFolder = initOptions.includes('--bare') ? folder : join(folder, '.git')
  appendFileSync(join(gitFolder, 'config'), '[uploadpack]\n\tallowFilter = true\n\tallowAnySHA1InWant = true\n')
  return repository
}

/** A clone of a repository, made with options of git clone such as `--depth=1`, until the test ends. */
export function cloneOf(origin: TestRepository, ...options: readonly string[]): TestRepository {
  return cloneInto(folderWith(), origin, ...options)
}

/** The same in an empty folder. */
export function cloneInto(folder: string, origin: TestRepository, ...options: readonly string[]): TestRepository {
  const clone = repositoryIn(folder)
  clone.git('clone', '--quiet', ...options, pathToFileURL(origin.folder).href, '.')
  return clone
}

/** The repository in a folder that is there already, such as a linked work tree. */
export function repositoryIn(folder: string): TestRepository {
  let minutes = 0
  const git: TestRepository['git'] = (...args) => {
    const date = `${firstCommit + 60 * minutes} +0200`
    const env = { ...testEnvironment, ...noUpkeep, GIT_AUTHOR_DATE: date, GIT_COMMITTER_DATE: date }
    return execFileSync('git', args, { cwd: folder, env, encoding: 'utf8', stdio: 'pipe' }).replace(/\n$/, '')
  }
  const write: TestRepository['write'] = (changes) => {
    for (const [path, content] of Object.entries(changes)) {
      const file = join(folder, path)
      if (content === undefined) {
        rmSync(file)
      } else {
        mkdirSync(dirname(file), { recursive: true })
        writeFileSync(file, content)
      }
    }
  }
  const commit: TestRepository['commit'] = (changes, subject = 'Change files') => {
    write(changes)
    minutes++
    git('add', '--all')
    git('commit', '--quiet', '--allow-empty', '--message', subject)
    return git('rev-parse', 'HEAD')
  }
  return { folder, git, write, commit }
}

/** The repository as the tool sees it, closed when the test ends. */
export async function opened(directory: string, env: Readonly<Record<string, string>> = {}): Promise<Git> {
  const git = await openGit(directory, { env: { ...testEnvironment, ...env } })
  if (git === undefined) throw new Error(`${directory} is in no repository`)
  onTestFinished(() => git.close())
  return git
}
