import { join } from "node:path";
import { LIMIT_S } from "./compare.ts";
import { addBlobs } from "./fill.ts";
import { line } from "./line.ts";
import { type Command, measure, type Measured } from "./measure.ts";
import { firstRun, noop, senzai } from "./senzai.ts";

const OVERHEAD_NODES = 500;
const SMALL = 1000;

/** Seconds a node of a first run within one process, on a disk, with fsync. */
export async function overhead(repeats: number): Promise<object> {
  const nodes = OVERHEAD_NODES;
  const times: Measured[] = [];
  for (let i = 0; i < repeats; i++) {
    const place = await Deno.makeTempDir({ prefix: "senzai-bench-" });
    try {
      const run = firstRun(place, { nodes, executor: "inline" });
      const first = await required(run);
      const again = await required(noop(place, nodes));
      const cpu = (first.cpu_s ?? NaN) - (again.cpu_s ?? NaN);
      times.push({
        seconds: (first.seconds - again.seconds) / nodes,
        cpu_s: Number.isNaN(cpu) ? null : cpu / nodes,
        peak_mib: first.peak_mib,
      });
    } finally {
      await Deno.remove(place, { recursive: true });
    }
  }
  return line({ contender: senzai, nodes, case: "overhead" }, times);
}

/**
 * A small run with nothing to do on a store that holds much else.
 *
 * @param folder Where a large graph was made; more blobs are put into its store
 * @param options How many blobs, and how often to time
 */
export async function manyBlobs(
  folder: string,
  { blobs, repeats }: { blobs: number; repeats: number },
): Promise<object> {
  addBlobs(join(folder, "store"), blobs);
  // Only its last node is new: that reads fewer inputs than the large graph's.
  const run = firstRun(folder, { nodes: SMALL, executor: "inline" });
  await required({ ...run, proof: "Done" });
  const times: Measured[] = [];
  for (let i = 0; i < repeats; i++) {
    times.push(await required(noop(folder, SMALL)));
  }
  const name = blobs === 1e6 ? "noop-million-blobs" : `noop-${blobs}-blobs`;
  return line({ contender: senzai, nodes: SMALL, case: name }, times);
}

async function required(command: Command): Promise<Measured> {
  const measured = await measure(command, { limit: LIMIT_S });
  if (measured !== undefined) return measured;
  throw new Error(
    `Cannot time ${command.args.join(" ")}: it takes over ${LIMIT_S} s`,
  );
}
