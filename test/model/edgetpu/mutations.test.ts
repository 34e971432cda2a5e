import fc from 'fast-check'
import { describe, expect, it } from 'vitest'
import { PreciousError } from '../../../src/errors.ts'
import { type Executable, readExecutable } from '../../../src/model/edgetpu/executable.ts'
import { loadNetwork } from '../../../src/model/load.ts'
import { customOptionsOf } from '../../support/compiled-models.ts'
import { compiledFiles, damagedFile } from '../../support/damaged-compiled.ts'

const runsPerModel = 150
const seed = 20_261_125

describe('a damaged compiled model', () => {
  it.each(compiledFiles())('is read with sound figures, or refused with a PreciousError: $name', (file) => {
    const room = new Uint8Array(file.bytes.length)
    fc.assert(
      fc.property(fc.nat(), (damage) => {
        expect(unexpected(damagedFile(file, damage, room))).toBeUndefined()
      }),
      { seed, numRuns: runsPerModel },
    )
  })
})

function unexpected(bytes: Uint8Array): unknown {
  try {
    const customOptions = customOptionsOf(loadNetwork(bytes))
    return customOptions && unsoundFigures(readExecutable(customOptions))
  } catch (error) {
    return error instanceof PreciousError ? undefined : error
  }
}

/** What no model can have: negative or broken sizes, or more instructions decoded than there are. */
function unsoundFigures({ tensorSteps, poolSteps, dma, ...rest }: Executable): unknown {
  const transfers = Object.values(dma).flatMap((directions) => Object.values(directions))
  const figures = [
    ...Object.values(tensorSteps),
    ...Object.values(poolSteps),
    ...transfers.flatMap(({ bytes, count }) => [bytes, count]),
    rest.cachedParameterBytes,
    rest.streamedParameterBytes,
    rest.instructionBytes,
    rest.scratchBytes,
    rest.narrowBytesPerTile,
  ]
  const decodedBytes = Object.values(rest.units).reduce((sum, { bytes }) => sum + bytes, 0)
  if (decodedBytes > rest.instructionBytes) return `decoded ${decodedBytes} of ${rest.instructionBytes} bytes`
  return figures.find((figure) => !Number.isSafeInteger(figure) || figure < 0)
}
