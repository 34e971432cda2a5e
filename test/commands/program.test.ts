import { describe, expect, it } from 'vitest'
import { version } from '../../src/version.ts'
import { precious } from './captured.ts'

describe('the program', () => {
  it('prints its version and help, and has succeeded', async () => {
    expect(await precious(['--version'])).toEqual({ code: 0, out: `${version}\n`, err: '' })
    const help = await precious(['--help'])
    expect(help).toMatchObject({ code: 0, err: '' })
    for (const command of ['check', 'inspect', 'compare', 'targets']) expect(help.out).toContain(`  ${command} `)
  })

  it.each(['check', 'inspect', 'compare', 'targets', 'import'])('has help for %s', async (command) => {
    const { code, out } = await precious([command, '--help'])
    expect(code).toBe(0)
    expect(out).toContain(`Usage: precious ${command} [options]`)
  })

  it('without a command shows help and has not succeeded', async () => {
    const { code, out, err } = await precious([])
    expect(code).toBe(2)
    expect(out).toBe('')
    expect(err).toContain('Usage: precious')
  })

  it.each([
    [['chek'], "error: unknown command 'chek'\n(Did you mean check?)"],
    [['check', '--targt', 'x'], "error: unknown option '--targt'\n(Did you mean --target?)"],
    [['inspect', '--jsn', 'x'], "error: unknown option '--jsn'\n(Did you mean --json?)"],
    [['check', 'extra'], "error: too many arguments for 'check'"],
    [['inspect'], "error: missing required argument 'model'"],
    [['check', '--config'], "error: option '-c, --config <file>' argument missing"],
    [['check', '-r', 'xml'], "argument 'xml' is invalid. Known are text, json, markdown."],
    [['check', '--compile', 'sometimes'], "argument 'sometimes' is invalid. Known are auto, never, require."],
    [['inspect', '--compile', 'a.tflite'], "argument 'a.tflite' is invalid. Known are auto, never, require."],
    [['check', '-t', ' , '], 'is invalid. Give at least one name.'],
  ])('refuses %j and says what was meant', async (args, message) => {
    const { code, out, err } = await precious(args)
    expect(code).toBe(2)
    expect(out).toBe('')
    expect(err).toContain(message)
    expect(err).toContain('(run with --help for the options)')
  })
})
