import type { Box } from "../../numeric/box.js";
import { InputError, quote } from "../../problem/input-error.js";
import { type Point, Problem, type ProblemDefinition, type Sense } from "../../problem/problem.js";
import type { VariableDefinition } from "../../problem/variable.js";
import { type ParameterBlock, parameterCount, parameterNames, type Region } from "../program/sampling.js";

/** A parameter of a problem: as formulas see it, and where it is drawn from. */
export interface Parameter {
  /** A variable that covers the region. */
  readonly variable: VariableDefinition;
  readonly region: Region;
}

/**
 * A problem with trained models inside, in whose formulas some numbers are parameters. Models are loaded once, for all values of
 * the parameters.
 */
export class ParametricProblem {
  readonly blocks: readonly ParameterBlock[];
  /** Number of scalar decision variables. */
  readonly size: number;
  readonly parameterCount: number;
  /** The same problem with the parameters as variables, behind the others. */
  readonly joint: Problem;
  readonly box: Box;
  readonly isInteger: Uint8Array;
  private readonly variables: number;

  /**
   * @param fingerprint tells apart what strategies were learned for
   * @throws InputError for what no problem can have
   */
  constructor(
    private readonly definition: ProblemDefinition,
    parameters: readonly Parameter[],
    readonly fingerprint: string,
  ) {
    let offset = 0;
    this.blocks = parameters.map(({ variable: { name, size }, region }) => {
      const block = { name, isScalar: size === undefined, offset, size: size ?? 1, region };
      offset += block.size;
      return block;
    });
    this.parameterCount = parameterCount(this.blocks);
    this.variables = definition.variables.length;
    const variables = [...definition.variables, ...parameters.map(({ variable }) => variable)];
    this.joint = new Problem({ ...definition, known: undefined, variables });
    this.size = this.joint.size - this.parameterCount;
    const { box, isInteger } = this.joint;
    this.box = { lower: box.lower.slice(0, this.size), upper: box.upper.slice(0, this.size) };
    this.isInteger = isInteger.slice(0, this.size);
  }

  get name(): string {
    return this.joint.name;
  }

  get sense(): Sense {
    return this.joint.sense;
  }

  /** The problem at given parameters. @throws InputError for parameters that are not finite, or fewer or more of them */
  at(theta: Float64Array): Problem {
    this.check(theta);
    const parameters = Object.fromEntries(
      this.blocks.map(({ name, isScalar, offset, size }) => [
        name,
        isScalar ? theta[offset] : Array.from(theta.subarray(offset, offset + size)),
      ]),
    );
    return new Problem({ ...this.definition, known: undefined, parameters });
  }

  /** Decision variables in order, by their names. */
  pointOf(x: Float64Array): Point {
    return Object.fromEntries(Object.entries(this.joint.pointOf(x)).slice(0, this.variables));
  }

  /** @throws InputError naming the parameter */
  check(theta: Float64Array): void {
    const { name, blocks } = this;
    if (theta.length !== this.parameterCount) {
      throw new InputError(`${name}: ${theta.length} parameters given where there are ${this.parameterCount}`);
    }
    const wrong = theta.findIndex((value) => !Number.isFinite(value));
    if (wrong < 0) return;
    throw new InputError(
      `${name}: the parameter ${parameterNames(blocks)[wrong]} is ${quote(theta[wrong])}; give a finite number`,
    );
  }
}
