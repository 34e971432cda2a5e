import { describe, expect, it } from 'vitest'
import { withCredentials } from '../../src/action/credentials.ts'

describe('credentials for git', () => {
  it('are for the server alone, in place of those that actions/checkout left', () => {
    expect(withCredentials({}, 'https://github.example/', 'secret')).toEqual({
      GIT_CONFIG_COUNT: '2',
      GIT_CONFIG_KEY_0: 'http.https://github.example/.extraheader',
      GIT_CONFIG_VALUE_0: '',
      GIT_CONFIG_KEY_1: 'http.https://github.example/.extraheader',
      GIT_CONFIG_VALUE_1: `AUTHORIZATION: basic ${Buffer.from('x-access-token:secret').toString('base64')}`,
    })
  })

  it('come after what the workflow sets in the same way', () => {
    const env = { GIT_CONFIG_COUNT: '1', GIT_CONFIG_KEY_0: 'safe.directory', GIT_CONFIG_VALUE_0: '*' }
    const given = withCredentials(env, 'https://github.com', 'secret')
    expect(given).toMatchObject({ ...env, GIT_CONFIG_COUNT: '3', GIT_CONFIG_VALUE_1: '' })
    expect(given['GIT_CONFIG_VALUE_2']).toMatch(/^AUTHORIZATION: basic /)
  })

  it('are none without a token', () => {
    expect(withCredentials({ HOME: '/home' }, 'https://github.com', undefined)).toEqual({ HOME: '/home' })
  })
})
