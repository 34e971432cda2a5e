import { expect, it } from 'vitest'
import { validateLatencies } from '../../scripts/validate/latency.ts'
import { validateSharing } from '../../scripts/validate/sharing.ts'
import { describeWithShared, sharedFile } from '../support/shared.ts'

/**
 * Of the whole time: bulk rates of one link lie 7 % around their middle on the vendor's desktop (410 to 470 MB/s), two
 * Raspberry Pis of one link differ by as much (261 and 279 ms), and single networks come out within 10 % on USB 3.
 */
const tolerance = 0.15

describeWithShared('two models that run by turns, as the vendor measured them', () => {
  const folders = [sharedFile('models'), sharedFile('data')] as const
  const pairs = validateSharing(...folders, validateLatencies(...folders))

  it('were measured apart and together on the hosts of three targets', () => {
    const hosts = ['aarch64', 'rp3b', 'rp3b+', 'x86_64']
    const rows = hosts.flatMap((host) =>
      ['together', 'apart'].flatMap((compiled) =>
        ['inception_v1_224', 'mobilenet_v1_1.0_224'].map((model) => `${host} ${compiled} ${model}`),
      ),
    )
    expect(pairs.map(({ host, compiled, models }) => `${host} ${compiled} ${models[0]}`)).toEqual(rows)
  })

  it.each(pairs)('$host, compiled $compiled: $measuredMs ms are estimated within 15 %', (pair) => {
    const { measuredMs, estimatedMs } = pair
    expect(Math.abs(estimatedMs.value / measuredMs - 1)).toBeLessThan(tolerance)
    expect(estimatedMs.low).toBeLessThan(measuredMs)
    expect(estimatedMs.high).toBeGreaterThan(measuredMs)
  })

  it.each(pairs.filter(({ compiled }) => compiled === 'apart'))(
    '$host: the $measuredMoreMs ms that reloading takes are estimated within 30 %',
    ({ measuredMoreMs, estimatedMoreMs }) => {
      // Two Raspberry Pis of one link took 433 and 546 ms for the same.
      expect(Math.abs(estimatedMoreMs.value / measuredMoreMs - 1)).toBeLessThan(0.3)
    },
  )

  // The smallest are 3 ms, less than two networks' own errors; two Raspberry Pis took 257 and 354 ms for the same.
  it.each(pairs.filter(({ compiled }) => compiled === 'together'))(
    '$host: what does not fit together and is streamed, $measuredMoreMs ms, is estimated within a half',
    ({ measuredMoreMs, estimatedMoreMs }) => {
      expect(Math.abs(estimatedMoreMs.value / measuredMoreMs - 1)).toBeLessThan(1 / 2)
    },
  )
})
