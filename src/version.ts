/** The version of this tool, as in package.json: a report names it. */
export const version = '0.1.0'
