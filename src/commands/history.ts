import { realpath } from 'node:fs/promises'
import { relative, sep } from 'node:path'
import type { ResolvedConfig } from '../budget/resolve-config.ts'
import { rememberContents } from '../cache/contents.ts'
import { cacheFolderIfInstalled } from '../cache/folder.ts'
import { Store } from '../cache/store.ts'
import { PreciousError } from '../errors.ts'
import { mustBeTarget } from '../estimator/target.ts'
import { blobAssessor } from '../history/blobs.ts'
import { collectHistory } from '../history/collect.ts'
import type { History } from '../history/history.ts'
import type { HistoryQuestion } from '../history/question.ts'
import { trackedPaths } from '../history/tracked-paths.ts'
import { type Git, openGit } from '../host/git.ts'
import { readConfig } from '../host/read-config.ts'
import { formatCommit } from '../report/format.ts'
import { type HistoryOptions, limitOf, mustBeConsistent } from './history-options.ts'
import { startProgress } from './progress.ts'
import { sinceOf } from './since.ts'
import { type Terminal, wantsColour, widthOf } from './terminal.ts'
import { writeOutput } from './write-output.ts'

/** `precious history`: what the models of past commits take, by today's estimators. Returns the exit code. */
export async function historyCommand(options: HistoryOptions, terminal: Terminal): Promise<number> {
  mustBeConsistent(options)
  const config = await configOf(options, terminal)
  const git = await openGit(config.directory, { env: terminal.env })
  if (git === undefined) throw noRepository(config)
  const progress = startProgress(terminal)
  try {
    const store = await cacheFolderIfInstalled(config.directory)
    const contents = rememberContents(store === undefined ? undefined : new Store(store))
    const history = await collectHistory(await questionOf(options, config, git), {
      git,
      assessBlob: blobAssessor(git, contents),
      onCommit: (id, index, count) => progress.step(`commit ${formatCommit(id)}`, index, count),
      onModel: progress.step,
      signal: terminal.signal,
    })
    progress.stop()
    await print(history, options, terminal)
    return 0
  } catch (error) {
    // Ctrl-C reaches git too, whose end is not what went wrong.
    terminal.signal?.throwIfAborted()
    throw error
  } finally {
    progress.stop()
    await git.close()
  }
}

/** Today's config, also for commits that had another one or none. */
async function configOf({ config: path, target }: HistoryOptions, { cwd }: Terminal): Promise<ResolvedConfig> {
  const { config, shownPath } = await readConfig({ directory: cwd, path, targets: target })
  for (const name of [...config.targets, ...config.models.flatMap(({ targets = [] }) => targets)]) {
    mustBeTarget(name, shownPath, config.ownTargets)
  }
  return config
}

async function questionOf(options: HistoryOptions, config: ResolvedConfig, git: Git): Promise<HistoryQuestion> {
  const { model, revision } = options
  const tip = await git.commitOf(revision)
  if (tip === undefined) throw await unknownRevision(revision, git)
  const directory = await realpath(config.directory)
  const location = relative(git.root, directory).split(sep).filter((name) => name !== '')
  const tracked = trackedPaths(config, location, model)
  if (tracked === undefined) throw outsideRepository(config)
  const since = options.since === undefined ? undefined : await sinceOf(options.since, git)
  return { config, tracked, directory, revision: tip, limit: limitOf(options), since }
}

async function print(history: History, options: HistoryOptions, terminal: Terminal): Promise<void> {
  const { stdout, stderr } = terminal
  const { json, csv, plot } = options
  const text = await render(history, options, terminal)
  if (plot !== undefined) {
    const { historyToSvg } = await import('../history/plot.ts')
    await writeOutput(plot, historyToSvg(history), terminal)
    stderr.write(`The plot is in ${plot}.\n`)
  }
  if (history.isCutOff && (json === true || csv === true)) {
    const { cutOffWords } = await import('../history/text.ts')
    stderr.write(`${cutOffWords}\n`)
  }
  stdout.write(text)
}

async function render(history: History, { json, csv }: HistoryOptions, terminal: Terminal): Promise<string> {
  if (csv === true) return (await import('../history/csv.ts')).toCsv(history)
  if (json === true) {
    const { sortKeys } = await import('../report/json.ts')
    return `${JSON.stringify(history, sortKeys, 2)}\n`
  }
  const { historyToText } = await import('../history/text.ts')
  return historyToText(history, { colour: wantsColour(terminal), width: widthOf(terminal.stdout) })
}

function noRepository({ file }: ResolvedConfig): PreciousError {
  return new PreciousError('git/unavailable', {
    what: 'the folder of the config is in no git repository',
    hint: 'Run this in a clone of the repository that holds the models',
    where: file,
  })
}

function outsideRepository({ file }: ResolvedConfig): PreciousError {
  return new PreciousError('config/no-match', {
    what: 'no glob of the config, together with --model, leads to files of its git repository',
    hint: 'Correct the globs, or run this in the repository that holds the models',
    where: file,
  })
}

async function unknownRevision(revision: string, git: Git): Promise<PreciousError> {
  const isEmpty = (await git.commitOf('HEAD')) === undefined
  return new PreciousError('git/unknown-revision', {
    what: isEmpty && revision === 'HEAD' ? 'the repository has no commit yet' : `there is no commit "${revision}" here`,
    hint: isEmpty
      ? 'Commit the models first'
      : 'Check the name; where the clone is shallow or has a single branch, fetch more of it (git fetch --unshallow)',
    where: '--revision',
  })
}
