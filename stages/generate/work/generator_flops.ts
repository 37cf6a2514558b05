import { flowEvaluations } from "../../../lib/nn/flow/flow_sampler.ts";
import { countFlops } from "../../../lib/nn/network/count.ts";
import type { Model } from "../../kinds/mod.ts";
import { flowOf } from "./_flow_of.ts";

/** Floating-point operations of one image: of every application of the network. */
export function generatorFlops(
  model: Pick<Model, "network" | "facts">,
): number {
  const flow = flowOf(model);
  const evaluations = flow === undefined ? 1 : flowEvaluations(flow);
  return evaluations * countFlops(model.network);
}
