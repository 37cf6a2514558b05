import { engines, useEngine } from "../../../lib/tensor/mod.ts";
import { startPyTorch } from "../_peer.ts";
import { dcgan } from "./dcgan.ts";
import { decoder } from "./decoder.ts";
import { limits } from "./limits.ts";
import { takeNative, watchNative } from "./native_time.ts";
import { peakMiB, resetPeak } from "./peak_memory.ts";
import { simclr } from "./simclr.ts";
import { sngan } from "./sngan.ts";
import { distances, eigen } from "./statistics.ts";
import { transformer } from "./transformer.ts";
import type { Workload } from "./workload.ts";

const ROUNDS = 2;

const WORKLOADS: readonly Workload[] = [
  ...[4, 8, 16, 32, 64].map(dcgan),
  sngan,
  simclr,
  transformer,
  decoder(1),
  decoder(64),
  eigen,
  distances,
];

/** What one round gives. */
interface Timed {
  /** Median of a call. */
  readonly ms: number;
  /** Share of the calls outside ONNX Runtime, in [0, 1]. */
  readonly outside: number;
  readonly peak: number;
}

/**
 * Training steps, inference and statistics here and in PyTorch, if there is
 * one, in turns: the better round of each. Other engines that are present
 * take a few steps of a small workload.
 * At last, memory over 10,000 steps and compile times of large graphs.
 *
 * @param options `only`: part of the names of workloads to run
 */
export async function* benchEngine(
  { threads = 2, only = "" }: { threads?: number; only?: string } = {},
): AsyncGenerator<object> {
  watchNative();
  const peer = await startPyTorch();
  const chosen = WORKLOADS.filter(({ name }) => name.includes(only));
  for (const workload of chosen) {
    await useEngine("onnx", { threads });
    const own: Timed[] = [];
    const peers: { ms: number; peak_mib: number }[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      own.push(await time(workload));
      if (peer !== undefined) {
        const { name, calls } = workload;
        peers.push(await peer.ask({ workload: name, threads, calls }));
      }
    }
    const best = own.reduce((a, b) => a.ms < b.ms ? a : b);
    yield line(workload, "onnx", threads, best, {
      ...(peer === undefined ? {} : against(best, peer.version, peers)),
      outside_native: +best.outside.toFixed(3),
    });
    if (workload.small !== true) continue;
    for (const { name, present } of await engines()) {
      if (name === "onnx" || !present) continue;
      await useEngine(name, { threads });
      yield line(
        workload,
        name,
        threads,
        await time({ ...workload, calls: 3 }),
      );
    }
  }
  await peer?.close();
  if ("limits".includes(only)) yield* limits({ threads });
}

async function time({ start, calls }: Workload): Promise<Timed> {
  resetPeak();
  const running = await start();
  const times: number[] = [];
  const inside: number[] = [];
  for (let i = 0; i < calls; i++) {
    takeNative();
    times.push(await running.call(i));
    inside.push(takeNative());
  }
  running.dispose();
  const warm = Math.floor(calls / 4);
  const ms = median(times.slice(warm));
  return {
    ms,
    outside: 1 - median(inside.slice(warm)) / ms,
    peak: peakMiB(),
  };
}

function line(
  { name, gflop }: Workload,
  engine: string,
  threads: number,
  { ms, peak }: Timed,
  more: object = {},
): object {
  return {
    workload: name,
    engine,
    threads,
    ms: +ms.toFixed(2),
    ...(gflop === undefined ? {} : { gflops: Math.round(1000 * gflop / ms) }),
    peak_mib: peak,
    ...more,
  };
}

function against(
  { ms }: Timed,
  version: string,
  rounds: readonly { ms: number; peak_mib: number }[],
): object {
  const best = Math.min(...rounds.map(({ ms }) => ms));
  return {
    peer: `pytorch ${version}`,
    peer_ms: +best.toFixed(2),
    ratio: +(ms / best).toFixed(3),
    peer_peak_mib: Math.min(...rounds.map(({ peak_mib }) => peak_mib)),
  };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}
