import { statfsSync } from "node:fs";
import { join } from "node:path";
import type { Contender, Prepared } from "./contender.ts";
import { addBlobs } from "./fill.ts";
import { type Command, measure, type Measured } from "./measure.ts";
import { peersIn } from "./peers.ts";
import { firstRun, noop, senzai } from "./senzai.ts";

/** A program that takes longer is stopped. */
const LIMIT_S = 300;
/** A program that takes longer than this is timed twice only. */
const SLOW_S = 60;
/** Memory that a million small files and the peers' folders take. */
const ROOM_GIB = 12;
const MEMORY = "/dev/shm";
const OVERHEAD_NODES = 500;
const MOST_FIRST = 10_000;

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
 * Times whole processes of this project's runner and its peers in turns: a run
 * with nothing to do, a plan in which everything would run, first runs, and a
 * run on a store with a million blobs.
 */
export async function* benchRunner(
  bench: RunnerBench,
): AsyncGenerator<object> {
  const root = await Deno.makeTempDir({
    prefix: "senzai-bench-",
    ...hasRoom(MEMORY) ? { dir: MEMORY } : {},
  });
  try {
    yield {
      bench: "runner",
      stores: root.startsWith(MEMORY) ? "tmpfs" : "disk",
    };
    yield await overhead(bench);
    const { peers, skipped } = await peersIn(bench.peers, { limit: LIMIT_S });
    for (const name of skipped) yield { runner: name, skipped: true };
    for (const nodes of bench.sizes) {
      const folder = join(root, String(nodes));
      const contenders = [senzai, ...peers].filter(({ most }) => nodes <= most);
      yield* compare(contenders, { folder, nodes, bench });
      if (nodes < Math.max(...bench.sizes)) await remove(folder);
    }
    const largest = join(root, String(Math.max(...bench.sizes)), senzai.name);
    yield await millionBlobs(largest, bench);
  } finally {
    await remove(root);
  }
}

async function* compare(
  contenders: readonly Contender[],
  { folder, nodes, bench }: {
    folder: string;
    nodes: number;
    bench: RunnerBench;
  },
): AsyncGenerator<object> {
  const prepared = new Map<Contender, Prepared>();
  for (const contender of contenders) {
    const place = join(folder, contender.name);
    await Deno.mkdir(place, { recursive: true });
    const found = await contender.prepare(place, nodes);
    if (found !== undefined) prepared.set(contender, found);
    const first = contender === senzai && nodes <= MOST_FIRST
      ? await measureFirst(folder, nodes)
      : found?.first;
    if (found === undefined) {
      yield { ...subject(contender, nodes, "first"), ...TOO_SLOW };
    } else if (first !== undefined) {
      yield { ...subject(contender, nodes, "first"), ...summary([first]) };
    }
  }
  const timed = [...prepared].flatMap(([contender, { cases }]) =>
    Object.entries(cases).map(([name, command]) => ({
      subject: subject(contender, nodes, name),
      command,
      times: [] as (Measured | undefined)[],
    }))
  );
  for (let round = 0; round < bench.repeats; round++) {
    for (const { command, times } of timed) {
      if (times.includes(undefined)) continue;
      if (round > 1 && times.some((time) => time!.seconds > SLOW_S)) continue;
      times.push(await measure(command, { limit: LIMIT_S }));
    }
  }
  for (const { subject, times } of timed) {
    const ended = times.filter((time) => time !== undefined);
    yield {
      ...subject,
      ...ended.length < times.length ? TOO_SLOW : summary(ended),
    };
  }
}

const TOO_SLOW = { seconds: null, peak_mib: null, limit_s: LIMIT_S };

function subject(
  { name, version }: Contender,
  nodes: number,
  caseName: string,
): object {
  return { runner: name, version, nodes, case: caseName };
}

function summary(times: readonly Measured[]): object {
  const seconds = times.map((time) => time.seconds).sort((a, b) => a - b);
  const peaks = times.flatMap(({ peak_mib }) => peak_mib ?? []);
  return {
    seconds: round(seconds[seconds.length >> 1]!),
    min: round(seconds[0]!),
    repeats: times.length,
    peak_mib: peaks.length > 0 ? Math.max(...peaks) : null,
  };
}

async function measureFirst(folder: string, nodes: number): Promise<Measured> {
  const place = await Deno.makeTempDir({ dir: folder });
  const run = firstRun(place, { nodes, executor: "process" });
  return (await required(run));
}

/** Seconds a node of a first run within one process, on a disk, with fsync. */
async function overhead({ repeats }: RunnerBench): Promise<object> {
  const nodes = OVERHEAD_NODES;
  const times: Measured[] = [];
  for (let i = 0; i < repeats; i++) {
    const place = await Deno.makeTempDir({ prefix: "senzai-bench-" });
    try {
      const first = await required(
        firstRun(place, { nodes, executor: "inline" }),
      );
      const again = await required(noop(place, nodes));
      times.push({
        ...first,
        seconds: (first.seconds - again.seconds) / nodes,
      });
    } finally {
      await remove(place);
    }
  }
  return { ...subject(senzai, nodes, "overhead"), ...summary(times) };
}

/** A small run on a store that holds much else. */
async function millionBlobs(
  folder: string,
  { blobs, repeats }: RunnerBench,
): Promise<object> {
  const nodes = 1000;
  addBlobs(join(folder, "store"), blobs);
  // Its last node reads fewer inputs than that of the large graph.
  const only = { nodes, executor: "inline" };
  await measure({ ...firstRun(folder, only), proof: "Done" }, {
    limit: LIMIT_S,
  });
  const times: Measured[] = [];
  for (let i = 0; i < repeats; i++) {
    times.push(await required(noop(folder, nodes)));
  }
  const name = blobs === 1e6 ? "noop-million-blobs" : `noop-${blobs}-blobs`;
  return { ...subject(senzai, nodes, name), ...summary(times) };
}

async function required(command: Command): Promise<Measured> {
  const measured = await measure(command, { limit: LIMIT_S });
  if (measured !== undefined) return measured;
  throw new Error(`Cannot time ${command.program}: over ${LIMIT_S} s`);
}

function hasRoom(folder: string): boolean {
  try {
    const { bavail, bsize } = statfsSync(folder);
    return bavail * bsize / 2 ** 30 >= ROOM_GIB;
  } catch {
    return false;
  }
}

async function remove(folder: string): Promise<void> {
  await Deno.remove(folder, { recursive: true });
}

function round(seconds: number): number {
  return Number(seconds.toPrecision(3));
}
