/** Factors of the gap that is tried: more after a success, less after a failure, so that about one try in five succeeds. */
const AFTER_SUCCESS = 1.2;
const AFTER_FAILURE = 0.95;

/** Up to which gap to the cutoff something expensive is worth trying: about as far as it has closed it. */
export class GapReach {
  private reach = Number.POSITIVE_INFINITY;

  isWorthwhile(gap: number): boolean {
    return gap <= this.reach;
  }

  /** What a try came to in a node that had this gap before it. */
  learn(gap: number, isFathomed: boolean): void {
    if (!(gap < Number.POSITIVE_INFINITY)) return;
    if (this.reach === Number.POSITIVE_INFINITY) this.reach = isFathomed ? this.reach : gap;
    else this.reach *= isFathomed ? AFTER_SUCCESS : AFTER_FAILURE;
  }
}
