import type { FlowOptions } from "../../../lib/nn/flow/flow_sampler.ts";
import type { Model } from "../../kinds/mod.ts";

/** How a generator that is a flow is integrated; nothing for any other. */
export function flowOf(
  { facts }: Pick<Model, "facts">,
): Pick<FlowOptions, "steps" | "method"> | undefined {
  return facts.flow === undefined ? undefined : {
    steps: Number(facts.integration),
    method: facts.integrator as FlowOptions["method"],
  };
}
