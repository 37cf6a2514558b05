import type { OutputRecord } from "../../plan/record.ts";
import type { NodeResult, RunTotals } from "../observe/events.ts";

/** What a run came to. */
export interface RunSummary extends RunTotals {
  /** Identifier of the run in the store. */
  readonly run: string;
  /** Every covered node, in dependency order. */
  readonly nodes: readonly NodeResult[];
  /** Artifacts of the targets that came to be, by target name. */
  readonly targets: Readonly<Record<string, OutputRecord>>;
}
