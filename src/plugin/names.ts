/** What bundlers call the plugin in their messages. */
export const pluginName = 'precious'

/** The report as a file of the build. */
export const reportName = 'precious-report.json'
