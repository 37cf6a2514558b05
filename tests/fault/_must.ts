/** An invariant that did not hold. */
export class Violation extends Error {
  override readonly name = "Violation";
}

/** Throws a {@linkcode Violation} unless a claim holds. */
export function must(claim: boolean, text: string): asserts claim {
  if (!claim) throw new Violation(text);
}
