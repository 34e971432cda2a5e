/** What `import cost from './model.tflite?precious'` gives, with the plugin's option `costModules`. */
declare module '*.tflite?precious' {
  const cost: import('unplugin-precious').ModelCost
  export default cost
}
