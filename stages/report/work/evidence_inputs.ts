import type { ScoreSet } from "../../kinds/mod.ts";

/** Scores by label. */
export type Rows = Readonly<Record<string, ScoreSet>>;

/** Rows that a verdict rests on. */
export interface EvidenceInputs {
  /** Scores of the pilot. */
  readonly quality: Rows;
  /** Of test images: the same rows, or rows of fresh seeds. */
  readonly final?: Rows | undefined;
  /** The baseline, trained for longer. */
  readonly longer?: Rows | undefined;
  /** What generators cost, such as `parameters`. */
  readonly cost: Rows;
  /** How trainings went. */
  readonly training?: Rows | undefined;
}
