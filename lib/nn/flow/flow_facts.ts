import type { Arrays } from "../../tensor/array.ts";
import type { Network } from "../network/network.ts";
import type { Weighted } from "../network/run_network.ts";
import type { FlowOptions } from "./flow_sampler.ts";

/** Something that keeps a network among its facts. */
export interface Keeping {
  /** Plain facts, `network` among them. */
  readonly facts: Readonly<Record<string, unknown>>;
  /** Weights of the network. */
  readonly weights: Arrays;
}

/** The network that a prior keeps. */
export function networkIn({ facts, weights }: Keeping): Weighted {
  return { network: facts.network as Network, weights };
}

/** How a flow that is kept is integrated: by default with Heun's method. */
export function flowIn(
  { facts }: Pick<Keeping, "facts">,
  batch: number,
): FlowOptions {
  return {
    steps: Number(facts.integration),
    method: (facts.method ?? "heun") as FlowOptions["method"],
    batch,
  };
}
