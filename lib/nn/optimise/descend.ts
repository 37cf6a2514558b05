import * as tf from "@tensorflow/tfjs-core";
import type { Schedule } from "./schedule.ts";
import { stateless, type Transform } from "./transform.ts";

/** Turns a direction into steps downhill of some size. */
export function descend(rate: number | Schedule): Transform {
  return stateless(({ direction, factor, count }) => ({
    direction,
    factor: tf.mul(
      factor,
      tf.neg(typeof rate === "number" ? rate : rate(count)),
    ),
  }));
}
