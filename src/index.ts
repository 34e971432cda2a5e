/** The public API. */
export { analyse } from './analysis/analyse.ts'
export type { Analysis, OperatorAnalysis, Totals } from './analysis/analysis.ts'
export type { Figure, Source } from './analysis/figure.ts'
export type { Placement, PlacementReason } from './analysis/placement.ts'
export {
  type Properties,
  propertiesVersion,
  propertyDocumentation,
  type PropertyName,
  propertyNames,
} from './analysis/properties.ts'
export type { Budget, BudgetKey, JudgedBudget, Level, Location, Outcome, Verdict } from './budget/budget.ts'
export { judge, type Policy } from './budget/judge.ts'
export { type ConfigSource, resolveConfig, type ResolvedConfig, type ResolvedModel } from './budget/resolve-config.ts'
export type { ResolvedDevice } from './budget/device.ts'
export {
  defineConfig,
  type UserBudgets,
  type UserConfig,
  type UserDevice,
  type UserModel,
} from './budget/user-config.ts'
export { check, type CheckPorts, type CheckResult } from './check.ts'
export { type ErrorCode, PreciousError } from './errors.ts'
export { type CheckPoint, type EstimatorArtifact, parseArtifact } from './estimator/artifact.ts'
export type { Coverage, Estimate, KnownEstimate, Quantity, UnknownEstimate } from './estimator/estimate.ts'
export { type Analysed, type Demand, estimateDemand } from './estimator/estimate-demand.ts'
export { estimatorOf, type OwnTargets, targetNames } from './estimator/target.ts'
export { type Files, nodeFiles } from './host/files.ts'
export { type ConfigWithTargets, withTargetFiles } from './host/own-targets.ts'
export type { TargetPlace } from './host/target-files.ts'
export type { Executable } from './model/edgetpu/executable.ts'
export { loadNetwork } from './model/load.ts'
export type {
  Constant,
  Metadata,
  Network,
  Operator,
  Quantisation,
  Signature,
  Subgraph,
  Tensor,
} from './model/network.ts'
export { writeNetwork } from './model/tflite/write.ts'
export { toJson } from './report/json.ts'
export { toMarkdown } from './report/markdown.ts'
export type {
  BudgetResult,
  BudgetUse,
  Cause,
  ModelReport,
  OperatorReport,
  Report,
  SharingReport,
  TargetResult,
} from './report/report.ts'
export { type TextOptions, toText } from './report/text.ts'
export type { CostFigure, ModelCost, TargetCost } from './plugin/cost.ts'
export type { PreciousOptions } from './plugin/options.ts'
