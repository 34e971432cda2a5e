import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { PreciousError } from '../../src/errors.ts'
import { readEstimator } from '../../src/host/estimator-file.ts'
import { learnerWith } from '../evaluation/learners.ts'
import { folderWith, thrownBy } from './temporary.ts'

const target = readFileSync(new URL('../../src/estimator/targets/coral-usb3-max.json', import.meta.url), 'utf8')

describe('the file of an estimator', () => {
  it('is of a target or of what was learnt', async () => {
    const folder = folderWith({ 'a.json': target, 'b.json': JSON.stringify(learnerWith()) })
    const read = (file: string): ReturnType<typeof readEstimator> => readEstimator(join(folder, file), file)
    expect(await read('a.json')).toEqual({ kind: 'target', estimator: JSON.parse(target) })
    expect(await read('b.json')).toEqual({ kind: 'learned', estimator: learnerWith() })
  })

  it.each<[string, string, string]>([
    ['empty', ' \n', 'the file is empty'],
    ['no JSON', '{', 'the file is not JSON'],
    ['a number', '1', 'the file holds neither a target nor a trained estimator'],
    ['a report', '{"schemaVersion":1}', 'the file holds neither a target nor a trained estimator'],
    ['of another version', JSON.stringify({ ...learnerWith(), schemaVersion: 2 }), 'schemaVersion'],
    ['a target without rates', '{"target":"a","clockMhz":1}', 'the target is not usable'],
    ['of networks without a hash', JSON.stringify(learnerWith({
      provenance: { ...learnerWith().provenance, networks: ['x'] },
    })), 'provenance.networks.0'],
  ])('is refused where it is %s', async (_, text, what) => {
    const folder = folderWith({ 'a.json': text })
    const error = await thrownBy(() => readEstimator(join(folder, 'a.json'), 'a.json'))
    expect(error).toBeInstanceOf(PreciousError)
    expect(error).toMatchObject({ code: 'target/invalid', where: 'a.json', what: expect.stringContaining(what) })
  })

  it('has to be there', async () => {
    const folder = folderWith()
    const error = await thrownBy(() => readEstimator(join(folder, 'a.json'), 'a.json'))
    expect(error).toMatchObject({ code: 'target/unreadable', where: 'a.json', what: 'there is no such file' })
  })
})
