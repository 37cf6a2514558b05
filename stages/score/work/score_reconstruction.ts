import type { StageContext } from "../../../lib/dsl/context.ts";
import { random } from "../../../lib/stats/random.ts";
import { tInterval } from "../../../lib/stats/t_interval.ts";
import { ndarray, useEngine } from "../../../lib/tensor/mod.ts";
import type {
  ImageSet,
  LatentSet,
  Measurement,
  Model,
} from "../../kinds/mod.ts";
import { encodeImages } from "../../encode/work/encoded.ts";
import { layoutSize } from "../../layout.ts";
import { codeLayout } from "../../generate/work/code_layout.ts";
import { runGenerator } from "../../generate/work/run_generator.ts";

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
  const output = await runGenerator(
    decoder,
    filledUp(await encodeImages(encoder, images), lengthOf(decoder)),
    random(0n, "images"),
  );
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

/**
 * Numbers that a decoder takes.
 *
 * @throws {RangeError} when it decodes nothing
 */
function lengthOf(decoder: Model): number {
  if (decoder.facts.flow === "code") {
    throw new RangeError(
      "Cannot decode codes with a flow straight on pixels: it has no latent",
    );
  }
  return layoutSize(codeLayout(decoder));
}

/**
 * Codes as long as the decoder takes them: with normal numbers after each.
 *
 * @throws {RangeError} when they are longer already
 */
function filledUp({ codes, count, dim }: LatentSet, length: number) {
  if (dim > length) {
    throw new RangeError(
      `Cannot decode codes of ${dim} numbers: the decoder takes ${length}`,
    );
  }
  const filled = random(0n, "noise").normal(new Float32Array(count * length));
  for (let i = 0; i < count; i++) {
    filled.set(codes.subarray(i * dim, (i + 1) * dim), i * length);
  }
  return ndarray(filled, [count, length]);
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
  const { value, low, high } = tInterval(values);
  return count < 2
    ? { value, count, better }
    : { value, low, high, count, better };
}
