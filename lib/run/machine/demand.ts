import { gpuShareOf } from "../../plan/gpu_share.ts";
import type { GraphNode } from "../../plan/graph.ts";
import { type Demand, Slots } from "./slots.ts";

const DEFAULT_MEMORY = 512;
const MEMORY_SHARE = 0.9;

/** Slots of this machine. */
export function machineSlots(jobs: number, gpus: readonly number[]): Slots {
  const { total } = Deno.systemMemoryInfo();
  const memory = (total / 1048576) * MEMORY_SHARE;
  return new Slots({ threads: jobs, memory, gpus });
}

/** What an attempt at a node takes from the machine. */
export function demandOf(
  node: GraphNode,
  { slots, gpu }: {
    readonly slots: Slots;
    /** Whether the tensor engine holds a GPU. */
    readonly gpu: boolean;
  },
): Demand {
  const { resources } = node.stage.spec;
  return {
    threads: slots.threadsFor(resources?.threads ?? 1),
    memory: resources?.memory ?? DEFAULT_MEMORY,
    gpu: gpuShareOf(node.stage, gpu),
  };
}
