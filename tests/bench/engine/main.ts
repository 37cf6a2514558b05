import { engineClass } from "../../../lib/run/machine/engine_class.ts";
import { engines } from "../../../lib/tensor/mod.ts";
import { type Answer, startPyTorch, startSenzai } from "../_peer.ts";
import { limits } from "./limits.ts";
import type { Workload } from "./workload.ts";
import { WORKLOADS } from "./workloads.ts";

const ROUNDS = 2;
/** Calls of engines that run kernel by kernel. */
const FEW = 3;

/**
 * Training steps, inference and statistics here and in PyTorch, if there is
 * one, in turns: the better round of each. Each workload has fresh processes.
 * Other engines that are present take a few steps of a small workload.
 * At last, memory over 10,000 steps and compile times of large graphs.
 *
 * @param options `only`: part of the names of workloads to run; `engine`: the
 * engine for all of them
 */
export async function* benchEngine(
  { threads = 2, only = "", engine = "onnx" } = {},
): AsyncGenerator<object> {
  for (const workload of WORKLOADS) {
    if (!workload.name.includes(only)) continue;
    yield await compare(workload, engine, threads);
    if (workload.small !== true) continue;
    for (const { name, present } of await engines()) {
      if (name === engine || !present) continue;
      const senzai = await startSenzai();
      const answer = await senzai.ask({
        workload: workload.name,
        engine: name,
        threads,
        calls: FEW,
      });
      await senzai.close();
      yield line(workload, { engine: name, threads }, answer);
    }
  }
  if ("limits".includes(only)) yield* limits({ threads });
}

/** One engine and PyTorch in turns, A B A B. */
async function compare(
  workload: Workload,
  engine: string,
  threads: number,
): Promise<object> {
  const senzai = await startSenzai();
  const pytorch = await startPyTorch();
  // On a GPU the first calls compile, and the others are over soon.
  const calls = workload.calls * (engineClass(engine).gpu ? 5 : 1);
  const question = { workload: workload.name, threads, calls };
  const own: Answer[] = [];
  const peers: Answer[] = [];
  for (let round = 0; round < ROUNDS; round++) {
    own.push(await senzai.ask({ ...question, engine }));
    if (pytorch !== undefined) peers.push(await pytorch.ask(question));
  }
  await senzai.close();
  await pytorch?.close();
  const best = fastest(own);
  return {
    ...line(workload, { engine, threads }, best),
    ...(pytorch === undefined ? {} : against(best, {
      name: `pytorch ${pytorch.version}`,
      best: fastest(peers),
    })),
    outside_native: +best.outside!.toFixed(3),
  };
}

function fastest(answers: readonly Answer[]): Answer {
  return answers.reduce((a, b) => a.ms < b.ms ? a : b);
}

function line(
  { name, gflop }: Workload,
  run: { readonly engine: string; readonly threads: number },
  { ms, peak_mib }: Answer,
): object {
  return {
    workload: name,
    ...run,
    ms: +ms.toFixed(2),
    ...(gflop === undefined ? {} : { gflops: Math.round(1000 * gflop / ms) }),
    peak_mib,
  };
}

function against(
  { ms }: Answer,
  peer: { readonly name: string; readonly best: Answer },
): object {
  return {
    peer: peer.name,
    peer_ms: +peer.best.ms.toFixed(2),
    ratio: +(ms / peer.best.ms).toFixed(3),
    peer_peak_mib: peer.best.peak_mib,
  };
}
