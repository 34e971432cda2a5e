/** The token as git sends it to the server. */
export function basicCredentials(token: string): string {
  return Buffer.from(`x-access-token:${token}`).toString('base64')
}

/**
 * The environment for git with the token for the server, where actions/checkout was told to keep none. An empty header
 * comes first: it takes away the one that actions/checkout may have left, since servers refuse two.
 */
export function withCredentials(
  env: NodeJS.ProcessEnv,
  serverUrl: string,
  token: string | undefined,
): NodeJS.ProcessEnv {
  if (token === undefined) return env
  const key = `http.${serverUrl.replace(/\/+$/, '')}/.extraheader`
  // What the workflow sets in the same way stays, such as a safe.directory.
  const first = Number(env['GIT_CONFIG_COUNT'] ?? 0)
  return {
    ...env,
    GIT_CONFIG_COUNT: String(first + 2),
    [`GIT_CONFIG_KEY_${first}`]: key,
    [`GIT_CONFIG_VALUE_${first}`]: '',
    [`GIT_CONFIG_KEY_${first + 1}`]: key,
    [`GIT_CONFIG_VALUE_${first + 1}`]: `AUTHORIZATION: basic ${basicCredentials(token)}`,
  }
}
