import type * as tf from "@tensorflow/tfjs-core";
import type { Tensors } from "../../tensor/tensors.ts";
import type { Applied, ApplyOptions } from "../network/apply.ts";
import type { Network } from "../network/network.ts";
import type { Schedule } from "../optimise/schedule.ts";
import type { Transform } from "../optimise/transform.ts";

/** A network with the weights that it has at this step. */
export interface Net {
  /** Applies it, as it is trained. */
  (x: tf.Tensor, options?: NetOptions): tf.Tensor;
  /** The same, with what its layers say besides. */
  full(x: tf.Tensor, options?: NetOptions): Applied;
}

/** How a network is applied within a loss. */
export type NetOptions = Omit<ApplyOptions, "noise">;

/** What a loss sees. */
export interface LossArgs<N extends string = string> {
  /** Networks and shadows by name. */
  readonly net: Readonly<Record<N, Net>>;
  /** Data of the step. */
  readonly data: Tensors;
  /** Steps taken before. */
  readonly step: tf.Tensor;
}

/** A loss, a scalar, and figures that are shown beside it. */
export type Loss = tf.Tensor | {
  readonly loss: tf.Tensor;
  /** Scalars by name. */
  readonly metrics: Tensors;
};

/** One part of a step: some networks follow the gradient of one loss. */
export interface Phase<N extends string = string> {
  /** Name of the loss among the figures. Default `loss`. */
  readonly name?: string;
  /** Networks that are trained; the cells of others, such as moments, stay. */
  readonly update: readonly N[];
  /** How. */
  readonly optimiser: Transform;
  /** It is part of every so manieth step. Default 1. */
  readonly every?: number;
  /** What is to fall. Where a network is applied twice, its cells follow the last. */
  loss(args: LossArgs<N>): Loss;
}

/** A network that follows another one as a moving average of its weights. */
export interface Shadow {
  /** Name of the network. */
  readonly of: string;
  /** Share of the old, by the steps taken. */
  readonly decay: Schedule;
}

/**
 * What to train, as data: a teacher is a shadow, a critic and its generator are
 * two phases.
 */
export interface Learner<N extends string = string> {
  /** By name. */
  readonly nets: Readonly<Record<string, Network>>;
  /** In the order in which a step goes through them; each sees what those before changed. */
  readonly phases: readonly Phase<N>[];
  /** By name, which no network has. */
  readonly shadows?: Readonly<Record<string, Shadow>> | undefined;
  /**
   * Batches whose mean gradient a step follows: as large a batch as so many, in the
   * memory of one. Default 1.
   */
  readonly accumulate?: number | undefined;
}
