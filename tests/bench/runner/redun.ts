import { fileURLToPath } from "node:url";
import type { Contender, Prepared } from "./contender.ts";
import { type Command, measure } from "./measure.ts";

const WORKFLOW = fileURLToPath(import.meta.resolve("./peers/workflow.py"));

/** A job table without a failed, running or finished job: all were cached. */
const NOTHING_RAN = /ALL +0 +0 +0 +(\d+) +0 +\1$/m;

/**
 * redun with the SQLite database that it makes by default, after a first
 * run. Its `--dryrun` stops at the outermost task when an argument changed, so
 * that there is no plan to compare.
 */
export function redun(
  program: string,
  { version }: { version: string },
): Contender {
  return {
    name: "redun",
    version,
    most: 10_000,
    async prepare(folder, { nodes, limit }): Promise<Prepared | undefined> {
      const run: Command = {
        program,
        args: ["run", WORKFLOW, "main", `--nodes=${nodes}`, "--shift=0.5"],
        folder,
        proof: "File(path=sum.txt",
      };
      const first = await measure(run, { limit });
      if (first === undefined) return undefined;
      return { first, cases: { noop: { ...run, proof: NOTHING_RAN } } };
    },
  };
}
