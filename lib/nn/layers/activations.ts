import * as tf from "@tensorflow/tfjs-core";
import * as smooth from "../smooth.ts";
import { layer } from "./layer.ts";

/** A function of each element without settings. */
export interface Activation<T extends string> {
  /** Which layer this is. */
  readonly type: T;
}

/** `x` above zero, `slope` · x below. */
export interface LeakyRelu {
  /** Which layer this is. */
  readonly type: "leakyRelu";
  /** In [0, 1]. */
  readonly slope: number;
}

/** max(x, 0) */
export const relu = layer<Activation<"relu">>({
  type: "relu",
  apply: (_, x) => tf.relu(x),
});

/** min(max(x, 0), 6) */
export const relu6 = layer<Activation<"relu6">>({
  type: "relu6",
  apply: (_, x) => tf.relu6(x),
});

/** Slopes below zero keep what is there from dying. */
export const leakyRelu = layer<LeakyRelu>({
  type: "leakyRelu",
  apply: (_, x, { slope }) => smooth.leakyRelu(x, slope),
});

/** Hyperbolic tangent. */
export const tanh = layer<Activation<"tanh">>({
  type: "tanh",
  apply: (cx, x) => cx.twice ? smooth.tanh(x) : tf.tanh(x),
});

/** 1 / (1 + e^−x) */
export const sigmoid = layer<Activation<"sigmoid">>({
  type: "sigmoid",
  apply: (cx, x) => cx.twice ? smooth.sigmoid(x) : tf.sigmoid(x),
});

/** x · Φ(x), exact. */
export const gelu = layer<Activation<"gelu">>({
  type: "gelu",
  source: "Hendrycks and Gimpel, Gaussian Error Linear Units, 2016",
  apply: (_, x) => smooth.gelu(x),
});

/** x / (1 + e^−x) */
export const silu = layer<Activation<"silu">>({
  type: "silu",
  source: "Elfwing et al., Sigmoid-weighted linear units, 2018",
  apply: (_, x) => tf.mul(x, smooth.sigmoid(x)),
});
