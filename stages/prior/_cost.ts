import { countFlops } from "../../lib/nn/count.ts";
import type { Network } from "../../lib/nn/network.ts";
import { random } from "../../lib/stats/random.ts";
import type { PriorModel } from "../kinds.ts";
import { FLOW_BATCH, flowSampler } from "./_flow_sampler.ts";
import { openPrior } from "./_sample.ts";

/** Numbers that a prior keeps, such as means and covariances. */
export function priorParameters({ facts }: PriorModel): number {
  return Number(facts.parameters ?? 0);
}

/** Floating-point operations to draw one code; drawing random numbers is free. */
export function priorFlops({ family, dim, facts }: PriorModel): number {
  const length = dim - Number(facts.noise ?? 0);
  switch (family) {
    case "normal":
      return 0;
    case "empirical":
      return facts.smoothing === 0 ? 0 : 2 * length;
    case "gaussian":
    case "mixture":
      // A triangular product and a sum.
      return length * (length + 1) + length;
    case "flow":
      return 2 * Number(facts.integration) *
        countFlops(facts.network as unknown as Network);
    default:
      return family satisfies never;
  }
}

/** Opens a prior for timing: draws codes again and again, `codes` at once. */
export async function timedPrior(prior: PriorModel, batch: number) {
  if (prior.family === "flow") {
    const sampler = flowSampler({
      ...prior,
      dim: prior.dim - Number(prior.facts.noise ?? 0),
    });
    return {
      codes: FLOW_BATCH,
      draw: (index: number) =>
        sampler.draw(random(0n, "cost", index), FLOW_BATCH),
      dispose: () => sampler.dispose(),
    };
  }
  const draw = await openPrior(prior, 0n);
  return {
    codes: batch,
    draw: (index: number) =>
      Promise.resolve(draw(random(0n, "cost", index), batch)),
    dispose() {},
  };
}
