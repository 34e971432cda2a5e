import { isModelId, withoutQuery } from './import-location.ts'
import type { SightedModels } from './session.ts'

/** The models that a bundler was seen to have, and who imports them. */
export class Sightings implements SightedModels {
  private readonly importers = new Map<string, Set<string>>()

  get files(): Iterable<string> {
    return this.importers.keys()
  }

  importersOf(file: string): Iterable<string> {
    return this.importers.get(file) ?? []
  }

  /**
   * Notes a model and a file that imports it. What is no model is passed over, and so is an importer that is no file.
   * @param id absolute path of the model, with or without a query
   * @param importer absolute path, with or without a query; undefined where nobody knows
   */
  note(id: string, importer?: string): void {
    if (!isModelId(id)) return
    const file = withoutQuery(id)
    const importers = this.importers.get(file) ?? new Set<string>()
    this.importers.set(file, importers)
    if (importer !== undefined && !importer.includes('\0')) importers.add(importer.replace(/\?.*$/s, ''))
  }

  clear(): void {
    this.importers.clear()
  }
}
