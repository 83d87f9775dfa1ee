import { OnnxError } from "./error.js";

/** How large a model may be. Anything beyond is refused before memory is taken for it. */
export interface Limits {
  /** Bytes of the model file. */
  readonly fileBytes: number;
  /** Numbers stored in the file and its external data, all tensors and attributes together. */
  readonly elements: number;
  /** Nodes, after local functions are inlined. */
  readonly nodes: number;
  /** Nesting of protobuf messages, of subgraphs and of local functions. */
  readonly depth: number;
  /** Protobuf messages and strings of all kinds: each costs about 100 bytes of memory whatever its size in the file. */
  readonly messages: number;
  /** Numbers made while interpreting: results of operators, coefficients of affine maps. */
  readonly derivedElements: number;
  /** Scalar multiplications and function values while interpreting. */
  readonly work: number;
}

export const DEFAULT_LIMITS: Limits = {
  fileBytes: 512 * 2 ** 20,
  elements: 1e8,
  nodes: 1e5,
  depth: 64,
  messages: 4e6,
  derivedElements: 3e7,
  work: 1e9,
};

/** Longest axis count of a tensor; the operators' strides are computed on the stack of small arrays. */
export const MAXIMUM_RANK = 32;

/** Longest axis of a tensor without elements: empty tensors cost nothing in the file, their axes do when they are read. */
const LONGEST_EMPTY_AXIS = 1e6;

/** Number of elements of a shape. @throws OnnxError for an impossible one. */
export function checkedCount(shape: ArrayLike<number>): number {
  if (shape.length > MAXIMUM_RANK)
    throw new OnnxError("limit", `${shape.length} axes; at most ${MAXIMUM_RANK} are read`);
  let count = 1;
  let longest = 0;
  for (let axis = 0; axis < shape.length; axis++) {
    const size = shape[axis]!;
    if (!Number.isSafeInteger(size) || size < 0) throw new OnnxError("malformed", `axis of size ${size}`);
    count *= size;
    longest = Math.max(longest, size);
  }
  if (count === 0 && longest > LONGEST_EMPTY_AXIS)
    throw new OnnxError("limit", `an empty tensor with an axis of size ${longest}`);
  if (!Number.isSafeInteger(count)) throw new OnnxError("malformed", `${count} elements`);
  return count;
}

/** Counts down what may still be used. */
export class Allowance {
  private left: number;

  constructor(
    private readonly what: string,
    private readonly limit: number,
  ) {
    this.left = limit;
  }

  /** @throws OnnxError of kind "limit" if fewer than `count` are left. */
  take(count: number): void {
    this.left -= count;
    if (!(this.left >= 0)) {
      throw new OnnxError(
        "limit",
        `more than ${this.limit.toExponential(0)} ${this.what}; raise the limit if the file is trusted`,
      );
    }
  }
}
