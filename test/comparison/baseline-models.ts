import type { OperatorAnalysis } from '../../src/analysis/analysis.ts'
import type { BaselineModel } from '../../src/comparison/baseline.ts'
import { PreciousError } from '../../src/errors.ts'
import { propertiesWith } from '../support/properties.ts'

/** A model of a baseline whose content is called by its own name, and how often it was read. */
export interface WatchedModel extends BaselineModel {
  reads: number
}

export function baselineModel(contentId: string, operators: readonly OperatorAnalysis[] | undefined): WatchedModel {
  const content = { sha256: contentId, properties: propertiesWith({}), cpuOperators: 0, operators }
  const model: WatchedModel = {
    contentId,
    reads: 0,
    load: () => {
      model.reads++
      return Promise.resolve(content)
    },
  }
  return model
}

/** A model of a baseline that cannot be read. */
export function unreadableModel(contentId: string, error: Error = damaged): BaselineModel {
  return { contentId, load: () => Promise.reject(error) }
}

const damaged = new PreciousError('model/corrupt', { what: 'the file is damaged', hint: 'Write it again' })
