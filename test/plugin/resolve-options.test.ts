import { describe, expect, it } from 'vitest'
import type { PreciousOptions } from '../../src/plugin/options.ts'
import { resolveOptions } from '../../src/plugin/resolve-options.ts'

const usb = 'coral-usb3-max'
const hint = 'Correct the options given to the plugin and run again.'

/** What is said of options, which may be of any type in a config that is not typed. */
function complaintAbout(options: unknown): string {
  try {
    // The point of these tests: the type promises what nobody checked.
    resolveOptions(options as PreciousOptions)
  } catch (error) {
    return String(error).replace('PreciousError: plugin options: ', '').replace(`. ${hint}`, '')
  }
  return 'nothing'
}

describe('the options', () => {
  it('have defaults', () => {
    expect(resolveOptions()).toEqual({
      config: undefined,
      scope: 'config',
      failOn: 'before-write',
      emit: false,
      costModules: false,
      cache: { folder: undefined },
      root: undefined,
      watch: undefined,
      own: {},
    })
  })

  it('are what the user gave', () => {
    const switches = { emit: true, costModules: true, watch: true }
    const given = { config: 'a.json', scope: 'bundle', failOn: 'never', ...switches } as const
    expect(resolveOptions({ ...given, root: '/project', cache: 'cache' })).toEqual({
      ...given, root: '/project', cache: { folder: 'cache' }, own: {},
    })
  })

  it('switch the cache off', () => {
    expect(resolveOptions({ cache: false }).cache).toBeUndefined()
  })

  it('keep what could stand in a config file for itself', () => {
    const own = { target: usb, models: [{ match: '*' }], uncertain: 'error', unknown: 'warn' } as const
    expect(resolveOptions({ ...own, emit: true }).own).toEqual(own)
  })

  it('count as missing where they are undefined', () => {
    const nothing = { config: undefined, scope: undefined, cache: undefined, target: undefined }
    expect(resolveOptions(nothing)).toEqual(resolveOptions())
  })

  it('may have models without a target, which the file has', () => {
    expect(complaintAbout({ models: [{ match: '*' }] })).toBe('nothing')
  })

  it('may have models and targets instead of a file', () => {
    expect(complaintAbout({ config: false, target: usb, models: [{ match: '*' }] })).toBe('nothing')
    expect(complaintAbout({ config: false, models: [{ match: '*', target: usb }] })).toBe('nothing')
  })
})

describe('a mistake in the options', () => {
  it.each<[unknown, string]>([
    [null, 'they must be an object'],
    [[], 'they must be an object'],
    ['config.json', 'they must be an object'],
    [{ scop: 'bundle' }, 'scop is not a known option; the nearest known one is "scope"'],
    [{ modles: [] }, 'modles is not a known option; the nearest known one is "models"'],
    [{ scope: 'all' }, 'scope must be "config" or "bundle"'],
    [{ failOn: 'now' }, 'failOn must be "before-write", "after-write" or "never"'],
    [{ emit: 1 }, 'emit must be true or false'],
    [{ costModules: 'yes' }, 'costModules must be true or false'],
    [{ watch: null }, 'watch must be true or false'],
    [{ root: '' }, 'root must be the path of a folder'],
    [{ config: true }, 'config must be the path of a file, or false'],
    [{ config: '' }, 'config must be the path of a file, or false'],
    [{ cache: 3 }, 'cache must be true, false or the path of a folder'],
    [{ cache: '' }, 'cache must be true, false or the path of a folder'],
    [{ config: false }, 'models is missing, and config is false'],
    [{ config: false, models: undefined, target: usb }, 'models is missing, and config is false'],
    [
      { config: false, models: [{ match: '*' }] },
      'target is missing; name one such as "coral-usb3-max", or one in every entry of "models"',
    ],
    [{ uncertain: 'ignore' }, 'uncertain must be "warn", "error" or "measure"'],
    [{ compile: true }, 'compile must be "auto", "never" or "require"'],
    [
      { models: [] },
      'models is empty; add an entry such as { match: "models/*.tflite", budgets: { latency: "12 ms" } }',
    ],
    [
      { models: [{ match: '*', budgets: { latncy: '1 ms' } }] },
      'models[0].budgets.latncy is not a known key; the nearest known one is "latency"',
    ],
    [
      { models: [{ match: '*', budgets: { latency: 5 } }] },
      'models[0].budgets.latency is not valid: "5" has no unit; add one of the units us, ms, s',
    ],
  ])('%j is said in its own words', (options, complaint) => {
    expect(complaintAbout(options)).toBe(complaint)
  })

  it('that names no known option lists them all', () => {
    expect(complaintAbout({ colour: true })).toBe(
      'colour is not a known option; known are target, models, uncertain, unknown, compile, devices, config, scope, ' +
        'failOn, emit, costModules, cache, root, watch',
    )
  })

  it.each([
    [{ target: 'coral-usb3-mx' }],
    [{ target: [usb, ' coral-usb3-mx '] }],
    [{ models: [{ match: '*' }, { match: 'a', target: 'coral-usb3-mx' }] }],
  ])('that is an unknown target is found in %j', (options) => {
    expect(complaintAbout(options)).toMatch(/^there is no target "coral-usb3-mx"; did you mean "coral-usb3-max"\?/)
  })

  it.each(['any', 'constructor'])('may be the target %j', (target) => {
    expect(complaintAbout({ target })).toContain(`there is no target "${target}"`)
  })

  it('is told with all others at once', () => {
    const options = {
      emmit: true,
      scope: 'all',
      config: false,
      target: 'coral-usb3-mx',
      models: [{ match: '', budgets: { power: '2 kg' } }, 5],
    }
    const [head, ...problems] = complaintAbout(options).split('\n  ')
    expect(head).toBe('there are 6 problems:')
    expect(problems).toEqual([
      expect.stringMatching(/^emmit is not a known option/),
      expect.stringMatching(/^scope must be/),
      expect.stringMatching(/^models\[0\]\.match is not valid/),
      expect.stringMatching(/^models\[0\]\.budgets\.power is not valid/),
      expect.stringMatching(/^models\[1\] must be an object/),
      expect.stringMatching(/^there is no target "coral-usb3-mx"/),
    ])
  })

  it('is an error with a code', () => {
    expect(() => resolveOptions({ root: '' })).toThrow(expect.objectContaining({ code: 'options/invalid' }))
  })
})
