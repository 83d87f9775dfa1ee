import type { SymbolicTensor } from "../algebra.js";

/**
 * What is known of symbolic numbers besides how they are computed, by their ids: quotients and differences of numbers that depend on each other have
 * forms of which bounds know more.
 */
export class Relations {
  /** Numbers that are log(sum exp) over these. */
  readonly logSums = new Map<number, ReadonlySet<number>>();
  private readonly exponentials = new Map<number, { readonly of: () => SymbolicTensor; readonly place: number }>();
  /** Of a number that is one of several positive ones with the sum 1: all of them. */
  readonly distributions = new Map<number, ReadonlySet<number>>();

  /** From now on the exponentials of these numbers are `make()`, which is called when they are first asked for. */
  setExponential(logarithms: SymbolicTensor, make: () => SymbolicTensor): void {
    let made: SymbolicTensor | null = null;
    const of = () => {
      made ??= make();
      return made;
    };
    logarithms.elements.forEach((id, place) => {
      this.exponentials.set(id, { of, place });
    });
  }

  /** The exponentials of all elements, if they are known. */
  exponentialOf(x: SymbolicTensor): SymbolicTensor | null {
    const known = Array.from(x.elements, (id) => this.exponentials.get(id));
    if (!known.every((exponential) => exponential !== undefined)) return null;
    return { ...x, elements: Int32Array.from(known, ({ of, place }) => of().elements[place]!) };
  }

  /** Whether each group holds exactly the numbers of one distribution. */
  areDistributions({ elements }: SymbolicTensor, groups: readonly (readonly number[])[]): boolean {
    return groups.every((group) => {
      const ids = new Set(group.map((k) => elements[k]!));
      const whole = group[0] === undefined ? undefined : this.distributions.get(elements[group[0]]!);
      return whole?.size === group.length && ids.size === group.length && Array.from(ids).every((id) => whole.has(id));
    });
  }

  /** Groups of elements of `x`, one per element of `logs` (of the same length), over which that element is log(sum exp); null if one is not. */
  logSumGroups(x: SymbolicTensor, logs: SymbolicTensor): readonly (readonly number[])[] | null {
    const places = new Map(Array.from(x.elements, (id, k) => [id, k]));
    const groups: number[][] = [];
    for (let k = 0; k < x.elements.length; k++) {
      const ids = this.logSums.get(logs.elements[k]!);
      if (ids === undefined || !ids.has(x.elements[k]!)) return null;
      const group = Array.from(ids, (id) => places.get(id) ?? -1);
      if (group.includes(-1)) return null;
      groups.push(group);
    }
    return groups;
  }
}
