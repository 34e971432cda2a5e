import { describe, expect, it } from 'vitest'
import { hostNames } from '../plugin/support/hosts.ts'
import { build, projectOf } from '../plugin/support/project.ts'

/** The example without the plugin. */
function withoutPlugin(config: string): string {
  return config.replace(/,? ?precious\(\)/, '').replace(/^import precious.*\n/m, '')
}

describe.each(hostNames)('%s', (host) => {
  it('writes the same files to the byte with the plugin and without it', async () => {
    const without = await build(host, projectOf(host, { config: withoutPlugin }))
    const withPlugin = await build(host, projectOf(host))
    expect(without.output).not.toContain('coral-usb3-max')
    expect(without.files.size).toBeGreaterThan(0)
    expect(withPlugin.files).toEqual(without.files)
  })
})
