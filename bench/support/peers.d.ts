// The part of these untyped packages that is used to compare with.

declare module 'ml-cart' {
  export class DecisionTreeRegression {
    constructor(options: { readonly maxDepth: number; readonly minNumSamples: number })
    train(rows: readonly (readonly number[])[], targets: readonly number[]): void
    predict(rows: readonly (readonly number[])[]): number[]
  }
}

declare module 'ml-xgboost' {
  interface Booster {
    train(rows: readonly (readonly number[])[], targets: readonly number[]): void
    predict(rows: readonly (readonly number[])[]): number[]
    free(): void
  }

  const loaded: Promise<new (options: Readonly<Record<string, string | number>>) => Booster>
  export default loaded
}
