import type { Predictor } from "../../predictors/predictor.js";
import { ExpressionGraph } from "../expression-graph.js";
import { InputError, quote } from "../input-error.js";
import { type KnownOptimum, Problem, type Sense } from "../problem.js";
import { isSize, type VariableDefinition } from "../variable.js";
import { Formula, type FormulaComparison, type FormulaOrigin } from "./formula.js";
import { FormulaModel } from "./formula-model.js";

/** A variable without its name; scalar if it has no size. */
export type VariableOptions = Omit<VariableDefinition, "name">;

/**
 * Puts a problem together from formulas that are made by methods:
 *
 *     const design = new ProblemBuilder("design");
 *     const net = design.model("net", loadPredictor("peaks.onnx"));
 *     const x = design.variable("x", { size: 2, lower: -3, upper: 3 });
 *     design.minimize(net.at(x)[0]).subjectTo(x[0].plus(x[1].times(2)).le(4));
 *     const result = await solve(design.build());
 *
 * Objective and constraints may be texts, too.
 */
export class ProblemBuilder implements FormulaOrigin {
  readonly graph = new ExpressionGraph();
  private readonly models = new Map<string, Predictor>();
  private readonly variables: VariableDefinition[] = [];
  /** Of the scalar variables, in order. */
  private readonly names: string[] = [];
  private readonly objectives: Partial<Record<Sense, string | Formula>> = {};
  private readonly constraints: (string | FormulaComparison)[] = [];

  constructor(
    private readonly name?: string,
    private readonly known?: KnownOptimum,
  ) {}

  /** @throws InputError for a name that another model has */
  model(name: string, predictor: Predictor): FormulaModel {
    if (this.models.has(name))
      throw new InputError(`models.${name}: the name ${quote(name)} is taken; choose another name`);
    this.models.set(name, predictor);
    return new FormulaModel(this, { name, predictor });
  }

  /**
   * A decision variable: with a size a vector, otherwise a scalar. Its bounds are checked by build().
   * @throws InputError for a size that is none
   */
  variable(name: string, options: VariableOptions & { readonly size: number }): readonly Formula[];
  variable(name: string, options: VariableOptions & { readonly size?: undefined }): Formula;
  variable(name: string, options: VariableOptions): Formula | readonly Formula[] {
    const { size } = options;
    if (size !== undefined && !isSize(size)) {
      throw new InputError(`the variable ${quote(name)}: ${quote(size)} is not a whole number from 1 to 1000000`);
    }
    this.variables.push({ ...options, name });
    if (size === undefined) return this.element(name);
    return Array.from({ length: size }, (_, k) => this.element(`${name}[${k}]`));
  }

  minimize(objective: string | Formula): this {
    this.objectives.minimize = objective;
    return this;
  }

  maximize(objective: string | Formula): this {
    this.objectives.maximize = objective;
    return this;
  }

  /** Adds constraints to those that are there. */
  subjectTo(...constraints: readonly (string | FormulaComparison)[]): this {
    this.constraints.push(...constraints);
    return this;
  }

  /** @throws InputError listing everything that is wrong */
  build(): Problem {
    const { name, known, variables, objectives, constraints } = this;
    const models = Object.fromEntries(this.models);
    return new Problem({ name, known, models, variables, ...objectives, subjectTo: constraints }, this.graph);
  }

  nameOf(index: number): string {
    return this.names[index];
  }

  private element(name: string): Formula {
    return new Formula(this, this.graph.variable(this.names.push(name) - 1));
  }
}
