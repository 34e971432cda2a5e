/** Variables of services that set no `CI`: Azure Pipelines, Jenkins, TeamCity, CodeBuild. */
const ofServices = ['TF_BUILD', 'JENKINS_URL', 'TEAMCITY_VERSION', 'CODEBUILD_BUILD_ID']

/** Whether this runs in a continuous integration service: most set `CI`, to something that is not "false". */
export function isCi(environment: NodeJS.ProcessEnv = process.env): boolean {
  if (ofServices.some((name) => (environment[name] ?? '') !== '')) return true
  const { CI: value = '' } = environment
  return value !== '' && value !== '0' && value.toLowerCase() !== 'false'
}
