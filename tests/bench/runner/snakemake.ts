import { fileURLToPath } from "node:url";
import type { Contender, Prepared } from "./contender.ts";
import { type Command, measure } from "./measure.ts";

const SNAKEFILE = fileURLToPath(import.meta.resolve("./peers/Snakefile"));

/**
 * Snakemake with what it records by default, after a first run of its own:
 * `--touch` is faster, but leaves nothing recorded from which it could tell a
 * changed parameter.
 */
export function snakemake(
  program: string,
  { version }: { version: string },
): Contender {
  return {
    name: "snakemake",
    version,
    most: 10_000,
    async prepare(folder, { nodes, limit }): Promise<Prepared | undefined> {
      const call = (
        shift: number,
        { flags, proof }: { flags: readonly string[]; proof: string },
      ): Command => ({
        program,
        args: [
          "--snakefile",
          SNAKEFILE,
          "--cores=2",
          ...flags,
          "--config",
          `nodes=${nodes}`,
          `shift=${shift}`,
        ],
        folder,
        proof,
      });
      const first = await measure(
        call(0.5, {
          flags: ["--scheduler=greedy"],
          proof: `${nodes} of ${nodes} steps (100%) done`,
        }),
        { limit },
      );
      if (first === undefined) return undefined;
      return {
        first,
        cases: {
          noop: call(0.5, { flags: [], proof: "Nothing to be done" }),
          plan: call(0.25, {
            flags: ["--dry-run"],
            proof: "params have changed since last execution",
          }),
        },
      };
    },
  };
}
