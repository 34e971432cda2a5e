import { type CostLoaderContext, loadCostModule } from './plugin/hosts/webpack-cost-modules.ts'

/** The loader that webpack and Rspack load cost modules with. Not for use by hand. */
export default function costLoader(this: CostLoaderContext): Promise<void> {
  // oxlint-disable-next-line oxc/no-this-in-exported-function -- loaders have their context for `this`
  return loadCostModule(this)
}
