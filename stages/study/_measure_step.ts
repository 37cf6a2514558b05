import { bareContext } from "../../lib/dsl/bare_context.ts";
import { random } from "../../lib/stats/random.ts";
import { trainGan } from "../generate/_train_gan.ts";
import { gan } from "../generate/gan.ts";
import type { ImageSet, PriorModel } from "../kinds.ts";

/** Steps of the training that is taken from a longer one. */
const SHORT = 5;
/** Steps of the longest one. */
const MOST = 1600;
/** Seconds by which they differ at least: less is lost in the noise. */
const LEAST = 0.5;

/**
 * Seconds that a step of `generate.gan` takes on this machine with one thread:
 * a training on noise less a shorter one, so that compiling does not count, and
 * so long that the difference can be told.
 *
 * @param options `size` of images in pixels, their `channels`, the generator's
 * `width`, and `dim` of codes
 */
export async function measureStep(
  { size, channels, width, dim }: {
    readonly size: number;
    readonly channels: 1 | 3;
    readonly width: number;
    readonly dim: number;
  },
): Promise<number> {
  const count = 128;
  const words = random(0n, "noise").words(
    new Uint32Array(count * size * size * channels),
  );
  const images: ImageSet = {
    pixels: Uint8Array.from(words),
    shape: [count, size, size, channels],
    classes: [],
  };
  const prior: PriorModel = { family: "normal", dim, weights: {}, facts: {} };
  const inputs = {
    images,
    prior,
    latents: undefined,
    extractor: undefined,
    heldOut: undefined,
    judge: undefined,
  };
  const timed = async (steps: number) => {
    const config = gan.spec.config.parse({ width, steps });
    const started = performance.now();
    await trainGan({ config, inputs, ctx: bareContext() });
    return (performance.now() - started) / 1000;
  };
  await timed(SHORT);
  const short = await timed(SHORT);
  for (let steps = 25;; steps *= 4) {
    const more = await timed(steps) - short;
    if (more >= LEAST || steps >= MOST) {
      return Math.max(1e-4, more / (steps - SHORT));
    }
  }
}
