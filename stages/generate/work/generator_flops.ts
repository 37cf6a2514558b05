import { flowEvaluations } from "../../../lib/nn/flow/flow_sampler.ts";
import { countFlops } from "../../../lib/nn/network/count.ts";
import type { Model } from "../../kinds/mod.ts";

/** Floating-point operations of one image: of every application of the network. */
export function generatorFlops(
  { network, facts }: Pick<Model, "network" | "facts">,
): number {
  const evaluations = facts.flow === undefined ? 1 : flowEvaluations({
    steps: Number(facts.integration),
    method: facts.integrator as "heun",
  });
  return evaluations * countFlops(network);
}
