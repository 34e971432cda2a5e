import { expect, it } from 'vitest'
import { assess } from '../../src/assess.ts'
import { estimatorOf } from '../../src/estimator/target.ts'
import { type ModelSharing, shareDevices } from '../../src/sharing/share.ts'
import { describeWithShared, sharedModels } from '../support/shared.ts'

describeWithShared('compiled models on one device', () => {
  const models = new Map(sharedModels().map(({ name, bytes }) => [name, bytes]))
  const [small, large] = ['mobilenet_v1_0.25_128_quant', 'mobilenet_v1_0.5_160_quant'] as const

  function shared(...names: readonly string[]): readonly (ModelSharing | undefined)[] {
    const read = names.map((path) => ({ path, assessment: assess(models.get(path) ?? new Uint8Array(), [usb3]) }))
    const device = { paths: names, inferencesPerSwitch: 1, coCompiled: false, location: { file: 'none' } }
    const sharing = shareDevices([device], read)
    return names.map((path) => sharing.get(path))
  }

  const usb3 = estimatorOf('coral-usb3-max')
  const cocompiled = [
    `${small}_cocompiled_with_${large}_edgetpu.tflite`,
    `${large}_cocompiled_with_${small}_edgetpu.tflite`,
  ]
  const apart = [`${small}_edgetpu.tflite`, `${large}_edgetpu.tflite`]

  it('keep what they cached where they were compiled together', () => {
    expect(shared(...cocompiled).map((sharing) => sharing?.turn.kind)).toEqual(['keeps', 'keeps'])
  })

  it('displace one another where they were compiled apart, and would all fit', () => {
    const [first, second] = shared(...apart)
    expect([first?.turn, second?.turn]).toEqual([
      { kind: 'reloads', displacedBy: [apart[1]] },
      { kind: 'reloads', displacedBy: [apart[0]] },
    ])
    expect(first?.together).toEqual({ kind: 'sum', cachedBytes: 566_912 + 1_473_280 })
  })

  it('are displaced by a third that was not compiled with them', () => {
    const [first = '', second = ''] = apart
    expect(shared(...cocompiled, first)[0]?.turn).toEqual({ kind: 'reloads', displacedBy: [first] })
    expect(shared(...cocompiled, second)[1]?.turn).toEqual({ kind: 'reloads', displacedBy: [second] })
  })
})
