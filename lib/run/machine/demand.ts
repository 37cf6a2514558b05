import { gpuShareOf } from "../../plan/gpu_share.ts";
import type { GraphNode } from "../../plan/graph.ts";
import type { Machine } from "./machine.ts";
import { type Demand, Slots } from "./slots.ts";

const DEFAULT_MEMORY = 512;
const MEMORY_SHARE = 0.9;

/** Slots of a machine, of as many threads and of these GPUs. */
export function slotsOf(
  { memory }: Machine,
  { jobs, gpus }: { readonly jobs: number; readonly gpus: readonly number[] },
): Slots {
  return new Slots({ threads: jobs, memory: memory * MEMORY_SHARE, gpus });
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
