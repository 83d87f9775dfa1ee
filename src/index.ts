export { solveInFullSpace } from "./fullspace/solve.js";
export { ThreadBackend } from "./fullspace/thread-backend.js";
export { OnnxError } from "./onnx/error.js";
export { loadPredictor } from "./predictors/loading.js";
export type { Predictor } from "./predictors/predictor.js";
export { type Agreement, treeAgreement } from "./predictors/tree-ensemble/agreement.js";
export { leafSupport } from "./predictors/tree-ensemble/leaf-support.js";
export type { Constraint } from "./problem/constraint.js";
export { Formula, type FormulaComparison, type Operand } from "./problem/fluent/formula.js";
export type { FormulaModel } from "./problem/fluent/formula-model.js";
export {
  type Argument,
  abs,
  atan,
  cos,
  dot,
  erf,
  exp,
  log,
  max,
  min,
  sin,
  sqrt,
  sum,
  tan,
  tanh,
} from "./problem/fluent/functions.js";
export { ProblemBuilder, type VariableOptions } from "./problem/fluent/problem-builder.js";
export { InputError } from "./problem/input-error.js";
export { type LoadOptions, loadProblem } from "./problem/instance-file.js";
export { type KnownOptimum, type Point, Problem, type ProblemDefinition, type Sense } from "./problem/problem.js";
export type { VariableDefinition } from "./problem/variable.js";
export type { Gap } from "./search/gap.js";
export { InternalContradiction } from "./search/internal-contradiction.js";
export type { Status } from "./search/limits.js";
export type { SolveOptions } from "./search/options.js";
export type { Progress, ProgressListener } from "./search/progress.js";
export type { Promised, Result } from "./search/result.js";
export { type Observation, solve } from "./search/solve.js";
export { loadModel as loadStrategies, saveModel as saveStrategies } from "./strategy/file/model-file.js";
export {
  type SampleOptions,
  sampleStrategies,
  strategyQuery,
  type TrainOptions,
  trainStrategies,
} from "./strategy/library.js";
export type { Answer, QueryOptions, StrategyQuery } from "./strategy/online/strategy-query.js";
export type { ParametricProgram } from "./strategy/program/parametric-program.js";
export { type Coefficient, type LinearTerms, ProgramBuilder } from "./strategy/program/program-builder.js";
export { loadProgram as loadParametricProgram } from "./strategy/program/program-file.js";
export { type ParameterBlock, parameterNames, type Region } from "./strategy/program/sampling.js";
export { rulesText } from "./strategy/rules.js";
export { type Exploration, progressOf } from "./strategy/sampling/exploration.js";
export type { Strategy } from "./strategy/strategy.js";
export type { StrategyModel } from "./strategy/training.js";
export { treePicture } from "./strategy/tree-picture.js";
