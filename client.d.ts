/** What `import cost from './model.tflite?precious'` gives, with the plugin's option `costModules`. */
declare module '*.tflite?precious' {
  // oxlint-disable-next-line typescript/consistent-type-imports -- a declared module has no imports of files
  const cost: import('./dist/index.js').ModelCost
  export default cost
}
