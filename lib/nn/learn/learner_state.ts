import type { Random } from "../../stats/random.ts";
import { underPrefix, withPrefix } from "../../tensor/prefix.ts";
import { mapValues } from "../../tensor/map_values.ts";
import {
  type Arrays,
  type NdArray,
  ndarray,
  zerosLike,
} from "../../tensor/array.ts";
import { initNetwork } from "../network/init.ts";
import { trainedOf } from "../network/trained.ts";
import { initOptimiser } from "../optimise/optimise.ts";
import type { Learner, Phase } from "./learner.ts";

/** Where a part of the state of a learner is: what its entries begin with. */
export const AT = {
  /** Weights and cells of a network. */
  net: (name: string) => `net/${name}/`,
  /** Weights of a shadow. */
  shadow: (name: string) => `shadow/${name}/`,
  /** State of the optimiser of a phase. */
  optimiser: (phase: number) => `optimiser/${phase}/`,
  /** Gradients of a phase that wait for those of other batches. */
  sum: (phase: number) => `sum/${phase}/`,
};

/** Steps taken. */
export const STEP = "step";

/**
 * State of a learner before the first step.
 *
 * @param start Where the numbers of a network's first weights come from, by its name
 */
export function initLearner(
  learner: Learner,
  start: (net: string) => Random,
): Arrays {
  const weights = Object.fromEntries(
    Object.entries(learner.nets).map(([name, network]) => [
      name,
      initNetwork(network, start(name)),
    ]),
  );
  const state: Record<string, NdArray> = {
    [STEP]: ndarray(new Float32Array(1), []),
  };
  for (const [name, arrays] of Object.entries(weights)) {
    Object.assign(state, withPrefix(AT.net(name), arrays));
  }
  for (const [name, { of }] of Object.entries(learner.shadows ?? {})) {
    Object.assign(state, withPrefix(AT.shadow(name), trainedOf(weights[of]!)));
  }
  for (const [i, phase] of learner.phases.entries()) {
    const updated = updatedBy(phase, weights);
    const optimiser = initOptimiser(phase.optimiser, updated);
    Object.assign(state, withPrefix(AT.optimiser(i), optimiser));
    if ((learner.accumulate ?? 1) === 1) continue;
    const zeros = mapValues(updated, zerosLike);
    Object.assign(state, withPrefix(AT.sum(i), zeros));
  }
  return state;
}

/** Trained weights of the networks that a phase updates, as `network/weight`. */
export function updatedBy<T>(
  { update }: Phase,
  weights: Readonly<Record<string, Readonly<Record<string, T>>>>,
): Record<string, T> {
  return Object.assign(
    {},
    ...update.map((name) => withPrefix(`${name}/`, trainedOf(weights[name]!))),
  );
}

/**
 * Weights and cells of a network, or of a shadow, whose cells are those of the
 * network that it follows.
 *
 * @param name Of the network or shadow
 */
export function weightsIn<T>(
  { shadows = {} }: Pick<Learner, "shadows">,
  state: Readonly<Record<string, T>>,
  name: string,
): Record<string, T> {
  const shadow = shadows[name];
  return shadow === undefined ? underPrefix(AT.net(name), state) : {
    ...underPrefix(AT.net(shadow.of), state),
    ...underPrefix(AT.shadow(name), state),
  };
}
