import { bareContext } from "../../../lib/dsl/bare_context.ts";
import {
  dcganCritic,
  dcganGenerator,
} from "../../../lib/nn/architectures/dcgan.ts";
import { ganFlops } from "../../../lib/nn/learn/gan_flops.ts";
import { random } from "../../../lib/stats/random.ts";
import { gan } from "../../generate/gan.ts";
import type { ImageSet, PriorModel } from "../../kinds/mod.ts";

/** Steps of the training that is taken from a longer one. */
const SHORT = 2;
/** Steps of the first longer one, and of the longest. */
const LONGER = 8;
const MOST = 2048;
/** Seconds by which they differ at least: less is lost in the noise. */
const LEAST = 0.5;
/** Largest side that is timed, in pixels; larger ones are reckoned from it. */
const TIMED = 64;

/** A training of which a step is timed. */
export interface MeasuredStep {
  /** Height and width of images in pixels. */
  readonly size: number;
  readonly channels: 1 | 3;
  /** Of the generator. */
  readonly width: number;
  /** Length of a code. */
  readonly dim: number;
}

/**
 * Seconds that a step of `generate.gan` takes on this machine with one thread:
 * a training on noise less a shorter one, so that compiling does not count, and
 * so long that the difference can be told. Above 64 pixels, where a training
 * takes minutes, it is reckoned by operations from there: rather too long.
 */
export async function measureStep(of: MeasuredStep): Promise<number> {
  if (of.size > TIMED) {
    const timed = { ...of, size: TIMED };
    return await measureStep(timed) * flopsOf(of) / flopsOf(timed);
  }
  const { size, channels, width, dim } = of;
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
    await gan.spec.run({ config, inputs, ctx: bareContext() });
    return (performance.now() - started) / 1000;
  };
  await timed(SHORT);
  const short = await timed(SHORT);
  for (let steps = LONGER;; steps *= 4) {
    const more = await timed(steps) - short;
    if (more >= LEAST || steps >= MOST) {
      return Math.max(1e-4, more / (steps - SHORT));
    }
  }
}

function flopsOf({ size, channels, width, dim }: MeasuredStep): number {
  const image = [size, size, channels] as const;
  const { criticWidth } = gan.spec.config.parse({ width });
  return ganFlops({
    generator: dcganGenerator(dim, { image, width }),
    critic: dcganCritic(image, { width: criticWidth }),
  });
}
