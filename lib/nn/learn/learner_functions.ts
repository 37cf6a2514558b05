import * as tf from "@tensorflow/tfjs-core";
import { mapValues } from "../../tensor/map_values.ts";
import { underPrefix, withPrefix } from "../../tensor/prefix.ts";
import type {
  ProgramFunction,
  ProgramFunctions,
} from "../../tensor/program.ts";
import type { Tensors } from "../../tensor/tensors.ts";
import { gradientsOf } from "../functions/gradients.ts";
import { applyNetwork } from "../network/apply.ts";
import { optimise } from "../optimise/optimise.ts";
import type { Learner, Net, Phase } from "./learner.ts";
import { AT, STEP, updatedBy, weightsIn } from "./learner_state.ts";

/** Data of a layer's noise, by network and name. */
export const NOISE = "noise/";

/** A call of a step: which function, on which of the step's batches. */
export interface StepCall {
  /** Name of the function. */
  readonly name: string;
  /** Number of the batch within the step. */
  readonly part: number;
}

/** Calls that make up step `index`. */
export function callsOf(learner: Learner, index: number): StepCall[] {
  const { phases, accumulate = 1 } = learner;
  const active = phases.flatMap(({ every = 1 }, i) =>
    index % every === 0 ? [i] : []
  );
  if (accumulate === 1) return [{ name: trainName(active), part: 0 }];
  return active.flatMap((phase, at) =>
    Array.from({ length: accumulate }, (_, part) => ({
      name: part + 1 < accumulate
        ? `gather ${phase}`
        : at + 1 < active.length
        ? `follow ${phase}`
        : `finish ${phase}`,
      part,
    }))
  );
}

function trainName(phases: readonly number[]): string {
  return `train ${phases.join(" ")}`;
}

/** The functions that a learner's steps consist of. */
export function learnerFunctions(learner: Learner): ProgramFunctions {
  const { phases, accumulate = 1 } = learner;
  const every = phases.reduce((all, { every = 1 }) => all * every, 1);
  const names = new Set(
    Array.from({ length: every }, (_, index) => callsOf(learner, index))
      .flat().map(({ name }) => name),
  );
  return Object.fromEntries(
    [...names].map((name): [string, ProgramFunction] => {
      const [what, ...numbers] = name.split(" ");
      const indices = numbers.map(Number);
      if (what === "gather") return [name, gathering(learner, indices[0]!)];
      const isLast = what !== "follow";
      return [name, following(learner, { indices, accumulate, isLast })];
    }),
  );
}

/** Adds gradients to those that wait. */
function gathering(learner: Learner, index: number): ProgramFunction {
  return (state, data) => {
    const { gradients, updates } = differentiate(learner, index, state, data);
    const sums = underPrefix(AT.sum(index), state);
    const next = mapValues(
      sums,
      (sum, name) => tf.add(sum, gradients[name]!),
    );
    return {
      state: { ...updates, ...withPrefix(AT.sum(index), next) },
      results: {},
    };
  };
}

/** Goes through phases; each follows its gradient. */
function following(
  learner: Learner,
  { indices, accumulate, isLast }: {
    readonly indices: readonly number[];
    readonly accumulate: number;
    readonly isLast: boolean;
  },
): ProgramFunction {
  return (before, data) => {
    const changes: Record<string, tf.Tensor> = {};
    const results: Record<string, tf.Tensor> = {};
    for (const index of indices) {
      const state = { ...before, ...changes };
      const phase = learner.phases[index]!;
      const found = differentiate(learner, index, state, data);
      const sums = underPrefix(AT.sum(index), state);
      const next = optimise(phase.optimiser, {
        weights: found.weights,
        gradients: accumulate === 1 ? found.gradients : mapValues(
          found.gradients,
          (last, name) => tf.div(tf.add(sums[name]!, last), accumulate),
        ),
        state: underPrefix(AT.optimiser(index), state),
      });
      Object.assign(
        changes,
        found.updates,
        withPrefix("net/", next.weights),
        withPrefix(AT.optimiser(index), next.state),
        accumulate === 1 ? {} : withPrefix(
          AT.sum(index),
          mapValues(sums, (sum) => tf.zerosLike(sum)),
        ),
      );
      Object.assign(results, found.metrics);
    }
    if (!isLast) return { state: changes, results };
    const step = tf.add(before[STEP]!, 1);
    return {
      state: {
        ...changes,
        ...followed(learner, { ...before, ...changes }, step),
        [STEP]: step,
      },
      results,
    };
  };
}

/** Shadows after a step. */
function followed(
  { shadows = {} }: Learner,
  state: Tensors,
  step: tf.Tensor,
): Record<string, tf.Tensor> {
  const next: Record<string, tf.Tensor> = {};
  for (const [name, { of, decay }] of Object.entries(shadows)) {
    const share = tf.sub(1, decay(step));
    const weights = underPrefix(AT.net(of), state);
    const average = mapValues(
      underPrefix(AT.shadow(name), state),
      (value, weight) =>
        tf.add(value, tf.mul(tf.sub(weights[weight]!, value), share)),
    );
    Object.assign(next, withPrefix(AT.shadow(name), average));
  }
  return next;
}

/** A phase's gradients, what its networks keep, and figures. */
function differentiate(
  learner: Learner,
  index: number,
  state: Tensors,
  data: Tensors,
) {
  const phase: Phase = learner.phases[index]!;
  const nets = Object.fromEntries(
    [...Object.keys(learner.nets), ...Object.keys(learner.shadows ?? {})]
      .map((name) => [name, weightsIn(learner, state, name)]),
  );
  const weights = updatedBy(phase, nets);
  let updates: Record<string, tf.Tensor> = {};
  let metrics: Tensors = {};
  const { value, gradients } = gradientsOf(weights, (trained) => {
    updates = {};
    const net = mapValues(nets, (own, name): Net =>
      netOf({
        network: learner.nets[learner.shadows?.[name]?.of ?? name]!,
        weights: { ...own, ...underPrefix(`${name}/`, trained) },
        noise: underPrefix(`${NOISE}${name}/`, data),
        keep(changes) {
          if (!phase.update.includes(name)) return;
          Object.assign(updates, withPrefix(AT.net(name), changes));
        },
      }));
    const result = phase.loss({ net, data, step: state[STEP]! });
    const { loss, metrics: shown } = result instanceof tf.Tensor
      ? { loss: result, metrics: {} }
      : result;
    // The gradient's scope ends before the step does.
    metrics = mapValues(shown, (each) => tf.keep(tf.clone(each)));
    for (const update of Object.values(updates)) tf.keep(update);
    return loss as tf.Scalar;
  });
  return {
    weights,
    gradients,
    updates,
    metrics: { [phase.name ?? "loss"]: value, ...metrics },
  };
}

function netOf({ network, weights, noise, keep }: {
  readonly network: Learner["nets"][string];
  readonly weights: Tensors;
  readonly noise: Tensors;
  readonly keep: (changes: Tensors) => void;
}): Net {
  const full: Net["full"] = (x, options = {}) => {
    const applied = applyNetwork(network, weights, x, {
      training: true,
      noise,
      ...options,
    });
    keep(applied.updates);
    return applied;
  };
  return Object.assign(
    (x: tf.Tensor, options?: Parameters<Net>[1]) => full(x, options).output,
    { full },
  );
}
