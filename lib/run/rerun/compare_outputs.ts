import type { Kinds } from "../../dsl/kind.ts";
import type { Stage } from "../../dsl/stage.ts";
import type { Outputs } from "../../plan/record.ts";
import {
  type Difference,
  firstDifference,
} from "../../stats/first_difference.ts";
import type { Blobs } from "../../store/blobs.ts";

/** An output that came out otherwise than it is recorded. */
export interface OutputDifference {
  /** Name of the output. */
  readonly port: string;
  /** Name of its kind. */
  readonly kind: string;
  /** SHA-256 of the recorded artifact. */
  readonly recorded: string;
  /** SHA-256 of what came out now. */
  readonly found: string;
  /** Where the decoded values differ first; absent when that is not known. */
  readonly difference: Difference | undefined;
  /** Why it is not known: one phrase. */
  readonly note: string | undefined;
}

/**
 * Compares the outputs of two executions of a stage by digest, and by value
 * where the digests differ.
 *
 * @param recorded Outputs on record, and the blobs that hold them
 * @param found Outputs of the new execution, likewise
 * @param stage Decodes both
 */
export function compareOutputs(
  recorded: { readonly outputs: Outputs; readonly blobs: Blobs },
  found: { readonly outputs: Outputs; readonly blobs: Blobs },
  { stage }: { readonly stage: Stage },
): OutputDifference[] {
  const kinds: Kinds = stage.spec.outputs;
  return Object.entries(recorded.outputs).flatMap(
    ([port, { digest, kind }]) => {
      const now = found.outputs[port]?.digest ?? "";
      if (now === digest) return [];
      const read = (blobs: Blobs, of: string) =>
        kinds[port]!.decode(blobs.read(of));
      let difference: Difference | undefined;
      let note: string | undefined;
      try {
        difference = firstDifference(
          read(recorded.blobs, digest),
          read(found.blobs, now),
        );
        if (difference === undefined) {
          note = "the values are equal, their encoding is not";
        }
      } catch (error) {
        note = (error as Error).message;
      }
      return [{ port, kind, recorded: digest, found: now, difference, note }];
    },
  );
}
