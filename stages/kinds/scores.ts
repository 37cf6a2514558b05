import { problemOf, type ScoreDefinition } from "../score/definition.ts";
import { defineJsonKind } from "./json_kind.ts";
import { requireRecord } from "./require_record.ts";

/**
 * One measured number with its uncertainty; a score that is not listed in
 * `stages/scores.ts` says with it what it is.
 */
export interface Measurement extends Partial<ScoreDefinition> {
  /** The measured number. */
  readonly value: number;
  /** Ends of a 95 % interval, when one was computed. */
  readonly low?: number;
  /** Upper end of the interval. */
  readonly high?: number;
  /** Number of images, resamples or runs behind it. */
  readonly count?: number;
  /** Number of held-out images that it was compared with. */
  readonly reference?: number;
  /** Whether so few images are behind it that its bias counts. */
  readonly biased?: boolean;
  /** How the extractor behind it came about, such as `pretrained`. */
  readonly origin?: string;
}

/** Measurements by name, such as `fd[classifier]`, `precision`, `parameters`. */
export type ScoreSet = Readonly<Record<string, Measurement>>;

/** Named measurements. */
export const Scores = defineJsonKind({
  name: "scores",
  version: 1,
  check(scores: ScoreSet) {
    requireRecord(scores, { kind: "scores", fields: [] });
    for (const [name, score] of Object.entries(scores)) {
      for (const field of ["value", "low", "high"] as const) {
        const number: unknown = score?.[field];
        if (number === undefined && field !== "value") continue;
        if (Number.isFinite(number)) continue;
        throw new TypeError(
          `Cannot store 'scores': ${field} of '${name}' is ${number}; expected a finite number`,
        );
      }
      const problem = problemOf(score);
      if (problem === undefined) continue;
      throw new TypeError(
        `Cannot store 'scores': the definition of '${name}' does not fit: ${problem}`,
      );
    }
  },
  summarize: (scores) =>
    Object.fromEntries(
      Object.entries(scores).map(([name, score]) => [name, score.value]),
    ),
});
