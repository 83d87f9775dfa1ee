import type { ConstantTensor, Tensor } from "./algebra.js";
import { requireConstant } from "./arithmetic/constant.js";
import type { Workspace } from "./arithmetic/workspace.js";
import { OnnxError, type OnnxErrorKind, quoted } from "./error.js";
import type { Attribute, Node } from "./model.js";

/** One operator over a range of operator-set versions. */
export interface Operator {
  /** "" is the ONNX domain. */
  readonly domain: string;
  readonly name: string;
  /** First and last version of the domain's operator set in which it means what `apply` does; `until` absent: up to the newest. */
  readonly since?: number;
  readonly until?: number;
  /** The outputs in order; undefined or missing are those that are not computed. @throws OnnxError */
  apply(call: OperatorCall): (Tensor | undefined)[];
}

/** The attribute type that has the kind K among its kinds. */
type AttributeOf<K extends Attribute["kind"]> = Attribute extends infer A
  ? A extends { readonly kind: infer Kind; readonly value: infer Value }
    ? K extends Kind
      ? { readonly kind: K; readonly value: Value }
      : never
    : never
  : never;

/** A node with the values of its inputs, and access to its attributes with their types checked. */
export class OperatorCall {
  constructor(
    readonly node: Node,
    readonly w: Workspace,
    private readonly values: readonly (Tensor | undefined)[],
    /** Whether the first input is of type double. */
    readonly isDouble = false,
  ) {}

  get opset(): number {
    return this.node.opset ?? 0;
  }

  get inputCount(): number {
    return this.values.length;
  }

  /** @throws OnnxError if the input is not given. */
  input(position: number): Tensor {
    const value = this.values[position];
    if (value === undefined) throw new OnnxError("malformed", `input ${position} is missing`);
    return value;
  }

  optional(position: number): Tensor | undefined {
    return this.values[position];
  }

  inputs(): Tensor[] {
    return this.values.map((_, position) => this.input(position));
  }

  constant(position: number, what: string): ConstantTensor {
    return requireConstant(this.input(position), what);
  }

  optionalConstant(position: number, what: string): ConstantTensor | undefined {
    const value = this.values[position];
    return value === undefined ? undefined : requireConstant(value, what);
  }

  /** The integers of a constant input, if it is given. */
  optionalIntegers(position: number, what: string): number[] | undefined {
    const constant = this.optionalConstant(position, what);
    return constant === undefined ? undefined : integersOf(constant, what);
  }

  integer(name: string, absent: number): number {
    return this.attribute(name, "integer")?.value ?? absent;
  }

  float(name: string, absent: number): number {
    const attribute = this.node.attributes.get(name);
    if (attribute?.kind === "integer") return attribute.value;
    const value = this.attribute(name, "float")?.value ?? absent;
    if (!Number.isFinite(value)) throw new OnnxError("number", `attribute ${quoted(name)} is ${value}`);
    return value;
  }

  text(name: string, absent: string): string {
    return this.attribute(name, "string")?.value ?? absent;
  }

  integers(name: string): number[] | undefined {
    const attribute = this.attribute(name, "integers");
    return attribute === undefined ? undefined : Array.from(attribute.value);
  }

  floats(name: string): Float64Array | undefined {
    const value = this.attribute(name, "floats")?.value;
    value?.forEach((number) => {
      if (!Number.isFinite(number)) throw new OnnxError("number", `attribute ${quoted(name)} contains ${number}`);
    });
    return value;
  }

  attribute<K extends Attribute["kind"]>(name: string, kind: K): AttributeOf<K> | undefined {
    const attribute = this.node.attributes.get(name);
    if (attribute === undefined) return undefined;
    if (attribute.kind !== kind) {
      throw new OnnxError("malformed", `attribute ${quoted(name)} is of kind ${attribute.kind} instead of ${kind}`);
    }
    return attribute as AttributeOf<K>;
  }

  /** An error about this node; the interpreter adds where it is. */
  fail(kind: OnnxErrorKind, reason: string): OnnxError {
    return new OnnxError(kind, reason);
  }
}

/** @throws OnnxError unless the constant is of an integer type. */
export function integersOf(constant: ConstantTensor, what: string): number[] {
  if (constant.type !== "integer") throw new OnnxError("malformed", `${what} must be integers, not ${constant.type}`);
  return Array.from(constant.data);
}
