/** A phrase in the languages of pages. */
export interface Words {
  /** English. */
  readonly en: string;
  /** Japanese. */
  readonly ja: string;
}

/** Parts of the page of `report.decision` that show scores. */
export const PLACES = [
  "quality",
  "diversity",
  "distance",
  "cost",
  "training",
] as const;

/** How numbers are written. */
export const FORMS = ["whole", "share", "flag"] as const;

/**
 * What a score is, said once for every page and table. Those of the built-in
 * stages are listed in `stages/scores.ts`; a stage of your own returns it with
 * each value, and no page or table needs to know the score.
 *
 * @example
 * ```ts
 * import type { ScoreDefinition } from "./definition.ts";
 *
 * const sharpness: ScoreDefinition = {
 *   name: { en: "mean gradient of samples", ja: "サンプルの平均勾配" },
 *   better: "higher",
 *   shown: "diversity",
 * };
 * const scores = { sharpness: { value: 0.4, ...sharpness } };
 * console.assert(scores.sharpness.better === "higher");
 * ```
 */
export interface ScoreDefinition {
  /** What it is, as a phrase: `"share of samples inside the manifold"`. */
  readonly name: Words;
  /** Head of its column in a table of `shown`. Default: its id. */
  readonly heading?: Words;
  /** Unit, when the number has one. */
  readonly unit?: string | Words;
  /** Which direction is better; absent for plain facts. */
  readonly better?: "lower" | "higher";
  /**
   * Where the page shows it: in the chart of `"quality"`, if the study rests on
   * it; as a column of the largest generators' `"diversity"`, of the `"cost"` of
   * the smallest ones, or of `"training"`; or as a chart of `"distance"`.
   */
  readonly shown?: typeof PLACES[number];
  /**
   * How columns write it: a `"whole"` number, a `"share"` in hundredths, or a
   * `"flag"`, 1 or 0, of which those are counted that are 1. Default: a figure.
   */
  readonly form?: typeof FORMS[number];
  /** What its column counts as one, such as 1e6 for millions. Default 1. */
  readonly scale?: number;
  /** Id of the same measure of real images, as in `"noiseFloor[…]"`. Default: the own with ` floor`. */
  readonly floor?: string;
  /** Whether a study rests on it unless told otherwise. */
  readonly leads?: boolean;
  /** Whether a training failed of which it is 1. */
  readonly fails?: boolean;
}

/** Definitions by id, with `[…]` where an extractor or a width stands. */
export type ScoreDefinitions = Readonly<Record<string, ScoreDefinition>>;

/** What a definition lacks that came with a value, which may be anything. */
export function problemOf(
  definition: Partial<ScoreDefinition>,
): string | undefined {
  const { name, heading, shown, form } = definition;
  for (const [field, words] of Object.entries({ name, heading })) {
    if (words === undefined) continue;
    const lacks = (["en", "ja"] as const).find((language) =>
      typeof words?.[language] !== "string"
    );
    if (lacks !== undefined) return `${field} has no '${lacks}'`;
  }
  if (shown !== undefined && !PLACES.includes(shown)) {
    return `shown is '${shown}': expected one of ${PLACES.join(", ")}`;
  }
  if (form !== undefined && !FORMS.includes(form)) {
    return `form is '${form}': expected one of ${FORMS.join(", ")}`;
  }
  return undefined;
}
