import { resolve } from 'node:path'
import type { ResolvedOptions } from '../resolve-options.ts'
import {
  fileOf,
  findModelReferences,
  isModelId,
  mayMean,
  type ModelReference,
  withoutQuery,
} from '../import-location.ts'
import { costQuery } from '../cost-module.ts'
import { type Judgement, Session, type SightedModels } from '../session.ts'
import { Sightings } from '../sightings.ts'
import type { RollupLikeBundle, RollupLikeContext } from './rollup-like.ts'

/** What is known of the builds of one Rollup or Rolldown, or of one environment of Vite. */
export class RollupBuild {
  readonly session: Session
  /** Ids of the cost modules that this plugin loaded. */
  readonly costModules: Set<string> = new Set()
  /** By module id. A module that is not transformed again in a later build keeps its references. */
  private readonly references = new Map<string, readonly ModelReference[]>()
  /** What the bundles of workers have, which are made before the main one. */
  private readonly inWorkers = new Sightings()
  private readonly workerModules = new Set<string>()
  private judging: Promise<Judgement> | undefined

  constructor(options: ResolvedOptions, root: string) {
    this.session = new Session(options, root)
  }

  begin(): void {
    this.judging = undefined
    this.inWorkers.clear()
    this.session.begin()
  }

  /** Notes where a module names models. What bundlers make of a model names it too, but imports nothing. */
  noteReferences(id: string, code: string): void {
    if (isModelId(id)) return
    const found = findModelReferences(code)
    if (found.length > 0) this.references.set(id, found)
  }

  /** Whether a module is known that names a model. */
  get hasReferences(): boolean {
    return this.references.size > 0
  }

  /** Forgets what a changed file names; what it still names is noted when it is transformed again. */
  forget(file: string): void {
    for (const id of this.references.keys()) if (id.replace(/\?.*$/s, '') === file) this.references.delete(id)
  }

  /** Whether this build is judged, or being judged, already. */
  get isJudged(): boolean {
    return this.judging !== undefined
  }

  /** Judges once for each build, whatever the number of its outputs. */
  judge(context: RollupLikeContext, bundle: RollupLikeBundle, isWatching: boolean): Promise<Judgement> {
    this.judging ??= this.session.judge(this.sightedIn(context, bundle), isWatching)
    return this.judging
  }

  /** Whether this build would fail for what is known before anything is written. */
  fails(context: RollupLikeContext, isWatching: boolean): Promise<boolean> {
    return this.session.fails(this.sightedIn(context, {}), isWatching)
  }

  /** Notes the models in the bundle of a worker. */
  noteWorker(context: RollupLikeContext): void {
    noteModules(this.inWorkers, context)
    for (const id of context.getModuleIds()) this.workerModules.add(id)
  }

  /** Judges what a development server has been asked for up to now. */
  judgeServed(): Promise<Judgement> {
    const sightings = new Sightings()
    for (const [id, references] of this.references) noteServed(sightings, id, references)
    return this.session.judge(this.withReferences(sightings), true)
  }

  private sightedIn(context: RollupLikeContext, bundle: RollupLikeBundle): SightedModels {
    const sightings = new Sightings()
    for (const file of this.inWorkers.files) {
      sightings.note(file)
      for (const importer of this.inWorkers.importersOf(file)) sightings.note(file, importer)
    }
    noteModules(sightings, context)
    for (const output of Object.values(bundle)) {
      for (const name of output.originalFileNames ?? []) sightings.note(resolve(this.session.root, name))
    }
    const ids = new Set([...context.getModuleIds(), ...this.workerModules])
    for (const [id, references] of this.references) {
      if (!ids.has(id)) this.references.delete(id)
      else noteUrls(sightings, id, references)
    }
    return this.withReferences(sightings)
  }

  /** Models that no module imports, such as copied ones, have the modules that name them for importers. */
  private withReferences(sightings: Sightings): SightedModels {
    const namedIn = (file: string): string[] =>
      [...this.references]
        .filter(([id, references]) => references.some((reference) => mayMean(reference, withoutQuery(id), file)))
        .map(([id]) => id)
    return {
      files: sightings.files,
      importersOf: (file) => {
        const importers = [...sightings.importersOf(file)]
        return importers.length > 0 ? importers : namedIn(file)
      },
    }
  }
}

function noteModules(sightings: Sightings, context: RollupLikeContext): void {
  for (const id of context.getModuleIds()) {
    if (!isModelId(id) || id.endsWith(costQuery)) continue
    sightings.note(id)
    const { importers = [], dynamicImporters = [] } = context.getModuleInfo(id) ?? {}
    for (const importer of [...importers, ...dynamicImporters]) sightings.note(id, importer)
  }
}

/** Models that a module refers to by `new URL`, which bundlers may ship without having a module for them. */
function noteUrls(sightings: Sightings, id: string, references: readonly ModelReference[]): void {
  for (const reference of references) if (reference.isUrl) noteReference(sightings, id, reference)
}

function noteServed(sightings: Sightings, id: string, references: readonly ModelReference[]): void {
  for (const reference of references) {
    if (!reference.specifier.endsWith(costQuery)) noteReference(sightings, id, reference)
  }
}

function noteReference(sightings: Sightings, id: string, reference: ModelReference): void {
  const file = fileOf(reference, withoutQuery(id))
  if (file !== undefined) sightings.note(file, id)
}
