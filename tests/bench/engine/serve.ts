/**
 * Times workloads on request, in a process of its own, so that neither memory
 * nor compiled graphs of one weigh on another. Reads one JSON object a line,
 * `{"workload","engine","threads","calls"}`, and answers with one.
 *
 * @module
 */
import { createInterface } from "node:readline";
import { stdin } from "node:process";
import { useEngine } from "../../../lib/tensor/mod.ts";
import type { Answer } from "../_peer.ts";
import { takeNative, watchNative } from "./native_time.ts";
import { peakMiB, resetPeak } from "./peak_memory.ts";
import type { Workload } from "./workload.ts";
import { WORKLOADS } from "./workloads.ts";

async function time({ start }: Workload, calls: number): Promise<Answer> {
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
  const outside = 1 - median(inside.slice(warm)) / ms;
  return { ms, outside, peak_mib: peakMiB() };
}

function median(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[values.length >> 1]!;
}

watchNative();
console.log(JSON.stringify({ version: Deno.version.deno }));
for await (const line of createInterface({ input: stdin })) {
  const { workload, engine, threads, calls } = JSON.parse(line);
  await useEngine(engine, { threads });
  const found = WORKLOADS.find(({ name }) => name === workload)!;
  console.log(JSON.stringify(await time(found, calls)));
}
