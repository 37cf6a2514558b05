import type { StageContext } from "../../lib/dsl/context.ts";
import { runNetwork } from "../../lib/nn/run_network.ts";
import { ndarray, useEngine } from "../../lib/tensor/mod.ts";
import type { ImageSet, Measurement, Model } from "../kinds.ts";
import { encodeImages } from "../encode/_encoded.ts";

const MOST_DECIBELS = 100;

/** Scores of `score.reconstruction`. */
export async function scoreReconstruction({ inputs, ctx }: {
  readonly inputs: {
    readonly images: ImageSet;
    readonly encoder: Model;
    readonly decoder: Model;
  };
  readonly ctx: StageContext;
}) {
  await useEngine(ctx.engine, { threads: ctx.threads });
  const { images, encoder, decoder } = inputs;
  const { codes, count, dim } = await encodeImages(encoder, images);
  const { output } = await runNetwork(decoder, ndarray(codes, [count, dim]));
  if (output.data.length !== images.pixels.length) {
    throw new RangeError(
      `Cannot compare reconstructions: expected images of ${
        images.shape.slice(1).join("×")
      }, got ${output.shape.slice(1).join("×")}`,
    );
  }
  const errors = imageErrors(output.data, images);
  return {
    scores: {
      mse: mean(errors, "lower"),
      psnr: mean(
        errors.map((error) => Math.min(MOST_DECIBELS, -10 * Math.log10(error))),
        "higher",
      ),
    },
  };
}

/** Mean squared error of each image on [0, 1]. */
function imageErrors(decoded: Float32Array, images: ImageSet): Float64Array {
  const count = images.shape[0];
  const size = images.pixels.length / count;
  const errors = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    let sum = 0;
    for (let j = i * size; j < (i + 1) * size; j++) {
      sum += ((decoded[j]! + 1) / 2 - images.pixels[j]! / 255) ** 2;
    }
    errors[i] = sum / size;
  }
  return errors;
}

function mean(
  values: Float64Array,
  better: "lower" | "higher",
): Measurement {
  const count = values.length;
  const value = values.reduce((sum, each) => sum + each, 0) / count;
  if (count < 2) return { value, count, better };
  const spread = values.reduce((sum, each) => sum + (each - value) ** 2, 0);
  const half = 1.96 * Math.sqrt(spread / (count - 1) / count);
  return { value, low: value - half, high: value + half, count, better };
}
