import type { Arrays } from "../../lib/tensor/array.ts";
import { type Layout, LAYOUTS } from "../layout.ts";
import { defineArraysKind } from "./arrays_kind.ts";
import type { Json } from "./json.ts";

/** A law that codes can be drawn from. */
export interface PriorModel {
  /** How codes are drawn: the name of one of Senzai's priors. */
  readonly family: string;
  /** Numbers of a code, with those of noise after it. */
  readonly dim: number;
  /** How the numbers of a code lie. Default: a vector of `dim`. */
  readonly layout?: Layout | undefined;
  /** Arrays by name. */
  readonly weights: Arrays;
  /** Recorded facts, such as a loss curve. */
  readonly facts: Readonly<Record<string, Json>>;
}

/** A prior over codes. */
export const Prior = defineArraysKind({
  name: "prior",
  version: 1,
  layouts: LAYOUTS,
  fields: ["family", "dim", "weights", "facts"],
  dtypes: {},
  split: (prior: PriorModel) => ({
    arrays: prior.weights,
    meta: {
      family: prior.family,
      dim: prior.dim,
      facts: prior.facts,
      ...(prior.layout && { layout: prior.layout as Json }),
    },
  }),
  join({ arrays, meta }): PriorModel {
    return {
      ...(meta as unknown as Omit<PriorModel, "weights">),
      weights: arrays,
    };
  },
  summarize: (prior) => ({
    family: prior.family,
    dim: prior.dim,
    ...prior.layout,
    ...prior.facts,
  }),
});
