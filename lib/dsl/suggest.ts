/** Longer names are not compared: no one has misspelt one. */
const MOST_LETTERS = 100;

/**
 * The known name that a misspelt one most likely means: the nearest in edits
 * (insertions, deletions, substitutions, swaps of neighbours), when it is near
 * enough.
 *
 * @example
 * ```ts
 * import { suggest } from "./suggest.ts";
 *
 * console.assert(suggest("gna", ["gan", "decoder"]) === "gan");
 * ```
 */
export function suggest(
  name: string,
  known: readonly string[],
): string | undefined {
  if (name.length > MOST_LETTERS) return undefined;
  let best: string | undefined;
  let least = Math.max(1, Math.floor(name.length / 3)) + 1;
  for (const candidate of known) {
    if (candidate.length > MOST_LETTERS) continue;
    const edits = editDistance(name.toLowerCase(), candidate.toLowerCase());
    if (edits < least) [best, least] = [candidate, edits];
  }
  return best;
}

/**
 * `"; did you mean 'x'?"`, or nothing.
 *
 * @example
 * ```ts
 * import { suggestion } from "./suggest.ts";
 *
 * console.assert(suggestion("gna", ["gan"]) === "; did you mean 'gan'?");
 * console.assert(suggestion("pca", ["decoder"]) === "");
 * ```
 */
export function suggestion(name: string, known: readonly string[]): string {
  const found = suggest(name, known);
  return found === undefined ? "" : `; did you mean '${found}'?`;
}

/** Optimal string alignment distance. */
function editDistance(a: string, b: string): number {
  let before: number[] = [];
  let above = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const same = a[i - 1] === b[j - 1];
      let edits = Math.min(
        above[j]! + 1,
        row[j - 1]! + 1,
        above[j - 1]! + (same ? 0 : 1),
      );
      if (i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1]) {
        edits = Math.min(edits, before[j - 2]! + 1);
      }
      row.push(edits);
    }
    [before, above] = [above, row];
  }
  return above[b.length]!;
}
