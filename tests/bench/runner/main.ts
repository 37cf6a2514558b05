import { join } from "node:path";
import { compare } from "./compare.ts";
import { installPeers, peersIn } from "./peers.ts";
import { mountMemory, unmount } from "../../fixtures/mount.ts";
import { senzai } from "./senzai.ts";
import { manyBlobs, overhead } from "./senzai_cases.ts";

/** What a million small files and the peers' folders take. */
const ROOM_GIB = 12;

/** What to time. */
export interface RunnerBench {
  /** Nodes of the graphs; the one that joins is among them. */
  readonly sizes: readonly number[];
  /** Folder of a Python environment with the peers; made anew when empty. */
  readonly peers: string;
  /** Blobs of the big store. */
  readonly blobs: number;
  /** Times that each program runs. */
  readonly repeats: number;
}

/**
 * Times whole processes of this project's runner and its peers: a run with
 * nothing to do, a plan in which everything would run, first runs, and a run
 * on a store with a million blobs. Stores lie in memory where there is room,
 * since making them is bound by fsync; `overhead` is timed on a disk.
 */
export async function* benchRunner(
  { sizes, peers: environment, blobs, repeats }: RunnerBench,
): AsyncGenerator<object> {
  const root = await Deno.makeTempDir({ prefix: "senzai-bench-" });
  // Not `/dev/shm`: Deno keeps workers, whose permissions are limited, from all
  // of `/dev`.
  const isMounted = hasRoom() && mountMemory(root, ROOM_GIB * 1024);
  const installed = await Deno.makeTempDir({ prefix: "senzai-peers-" });
  try {
    yield await overhead(repeats);
    if (environment === "") await installPeers(installed);
    const { peers, skipped } = await peersIn(environment || installed);
    for (const runner of skipped) yield { runner, skipped: "not installed" };
    for (const nodes of sizes) {
      const folder = join(root, String(nodes));
      const contenders = [senzai, ...peers].filter(({ most }) => nodes <= most);
      yield* compare(contenders, { folder, nodes, repeats });
      if (nodes !== sizes.at(-1)) await Deno.remove(folder, REMOVE);
    }
    const last = join(root, String(sizes.at(-1)), senzai.name);
    yield await manyBlobs(last, { blobs, repeats });
  } finally {
    if (isMounted) unmount(root);
    await Deno.remove(root, REMOVE);
    await Deno.remove(installed, REMOVE);
  }
}

const REMOVE = { recursive: true };

function hasRoom(): boolean {
  return Deno.systemMemoryInfo().available >= ROOM_GIB * 2 ** 30;
}
