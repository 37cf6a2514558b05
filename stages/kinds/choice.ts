import type { Place } from "../../lib/verdict/trial.ts";
import { defineJsonKind } from "./json_kind.ts";
import { requireRecord } from "./require_record.ts";

/** What a pilot chose. */
export interface ChoiceData {
  /** The quality to reach, by score. */
  readonly epsilon: Readonly<Record<string, number>>;
  /** Latent and size that may save; null where none does. */
  readonly candidate: Place | null;
  /** Sizes of the baseline to be told from the aim on fresh seeds, ascending. */
  readonly baseline: readonly number[];
  /** Sizes of the baseline to be trained for longer, ascending. */
  readonly longer: readonly number[];
  /** Arms that are worth more pilot seeds, the most promising first. */
  readonly survivors: readonly Place[];
}

/** A choice, for a pipeline to build on. */
export const Choice = defineJsonKind({
  name: "choice",
  version: 1,
  check(choice: ChoiceData) {
    requireRecord(choice, {
      kind: "choice",
      fields: ["epsilon", "candidate", "baseline", "longer", "survivors"],
    });
  },
  summarize: ({ candidate, epsilon, survivors }) => ({
    ...candidate,
    epsilon,
    survivors: survivors.length,
  }),
});
