/** What `import cost from './model.tflite?precious'` gives, with the plugin's option `costModules`. */
declare module '*.tflite?precious' {
  import type { ModelCost } from './dist/index.js'

  const cost: ModelCost
  export default cost
}
