/** The loader that webpack and Rspack load cost modules with. Not for use by hand. */
export { loadCostModule as default } from './plugin/hosts/webpack-cost-modules.ts'
