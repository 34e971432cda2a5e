import { describe, expect, it } from 'vitest'
import { Sightings } from '../../src/plugin/sightings.ts'

function sighted(...notes: readonly (readonly [id: string, importer?: string])[]): Record<string, string[]> {
  const sightings = new Sightings()
  for (const [id, importer] of notes) sightings.note(id, importer)
  return Object.fromEntries([...sightings.files].map((file) => [file, [...sightings.importersOf(file)]]))
}

describe('sightings', () => {
  it('are models with the files that import them', () => {
    const notes = [['/a.tflite', '/x.js'], ['/a.tflite', '/y.js'], ['/b.tflite', '/x.js']] as const
    expect(sighted(...notes)).toEqual({ '/a.tflite': ['/x.js', '/y.js'], '/b.tflite': ['/x.js'] })
  })

  it('are one model whatever its query is', () => {
    expect(sighted(['/a.tflite?url', '/x.js'], ['/a.tflite#b', '/x.js'])).toEqual({ '/a.tflite': ['/x.js'] })
  })

  it('are one importer whatever its query is', () => {
    const notes = [['/a.tflite', '/x.vue?vue&type=script'], ['/a.tflite', '/x.vue']] as const
    expect(sighted(...notes)).toEqual({ '/a.tflite': ['/x.vue'] })
  })

  it('may be without an importer, which may come later', () => {
    expect(sighted(['/a.tflite'])).toEqual({ '/a.tflite': [] })
    expect(sighted(['/a.tflite'], ['/a.tflite', '/x.js'])).toEqual({ '/a.tflite': ['/x.js'] })
  })

  it('are no other files, and nothing that a plugin made up', () => {
    expect(sighted(['/a.js', '/x.js'], ['\0/a.tflite', '/x.js'])).toEqual({})
  })

  it('have no importer that a plugin made up', () => {
    expect(sighted(['/a.tflite', '\0helper'])).toEqual({ '/a.tflite': [] })
  })

  it('know of no importer of what was not seen', () => {
    expect([...new Sightings().importersOf('/a.tflite')]).toEqual([])
  })

  it('are none after a new start', () => {
    const sightings = new Sightings()
    sightings.note('/a.tflite', '/x.js')
    sightings.clear()
    expect([...sightings.files, ...sightings.importersOf('/a.tflite')]).toEqual([])
  })
})
