import { readFileSync } from 'node:fs'
import { expect, it } from 'vitest'
import { candidates } from '../../src/estimator/learning/candidates.ts'
import { learnedEstimatorJsonSchema } from '../../src/estimator/learning/learned-estimator.ts'

const guide = readFileSync(new URL('../../docs/train.md', import.meta.url), 'utf8')

it('the guide says what every family is', () => {
  const named = new Set([...guide.matchAll(/`([a-z-]+)`/g)].map(([, name]) => name))
  expect(candidates(true).filter(({ name }) => !named.has(name))).toEqual([])
})

it('the published schema of learnt estimators is the one that the code makes (run "npm run schemas" and commit it)', () => {
  const file = new URL('../../schemas/learned-estimator.schema.json', import.meta.url)
  expect(JSON.parse(readFileSync(file, 'utf8'))).toEqual(JSON.parse(JSON.stringify(learnedEstimatorJsonSchema())))
})
