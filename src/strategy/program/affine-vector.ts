/** A number that depends on parameters: constant + sum_k coefficient_k * theta[parameter_k]. */
export interface Affine {
  readonly constant: number;
  readonly terms: readonly (readonly [parameter: number, coefficient: number])[];
}

/** A vector whose elements are affine in the parameters. Elements that depend on none may be infinite. */
export class AffineVector {
  readonly base: Float64Array;
  /** Dependence k: element entries[k] grows by coefficients[k] * theta[parameters[k]]. */
  readonly entries: Int32Array;
  readonly parameters: Int32Array;
  readonly coefficients: Float64Array;

  constructor(elements: readonly Affine[]) {
    this.base = Float64Array.from(elements, ({ constant }) => constant);
    const flat = elements.flatMap(({ terms }, entry) => terms.map(([parameter, by]) => ({ entry, parameter, by })));
    this.entries = Int32Array.from(flat, ({ entry }) => entry);
    this.parameters = Int32Array.from(flat, ({ parameter }) => parameter);
    this.coefficients = Float64Array.from(flat, ({ by }) => by);
  }

  get isConstant(): boolean {
    return this.entries.length === 0;
  }

  /** This vector's elements and then another's. */
  followedBy(other: AffineVector): AffineVector {
    return new AffineVector([...this.elements(), ...other.elements()]);
  }

  private elements(): Affine[] {
    const { base, entries, parameters, coefficients } = this;
    const elements = Array.from(base, (constant) => ({ constant, terms: [] as [number, number][] }));
    entries.forEach((entry, k) => {
      elements[entry].terms.push([parameters[k], coefficients[k]]);
    });
    return elements;
  }

  /** The elements at the given parameters, into `out`. */
  into(theta: Float64Array, out: Float64Array): void {
    const { entries, parameters, coefficients } = this;
    out.set(this.base);
    for (let k = 0; k < entries.length; k++) out[entries[k]] += coefficients[k] * theta[parameters[k]];
  }
}
