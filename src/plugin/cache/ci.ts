/** Whether this runs in a continuous integration service: they set `CI`, to something that is not "false". */
export function isCi(environment: NodeJS.ProcessEnv = process.env): boolean {
  const { CI: value = '' } = environment
  return value !== '' && value !== '0' && value.toLowerCase() !== 'false'
}
