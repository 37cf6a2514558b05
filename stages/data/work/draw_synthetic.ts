import type { StageContext } from "../../../lib/dsl/context.ts";
import { type Random, random } from "../../../lib/stats/random.ts";
import type { ImageSet, LatentSet } from "../../kinds/mod.ts";
import type { Drawn } from "./_drawn.ts";
import { drawMixture, type MixtureConfig } from "./_draw_mixture.ts";
import { drawShapes, type ShapesConfig } from "./_draw_shapes.ts";

/** Settings of `data.synthetic`. */
export interface SyntheticConfig extends ShapesConfig, MixtureConfig {
  readonly kind: "shapes" | "mixture";
  readonly limit: number;
  readonly validation: number;
  readonly testLimit: number;
}

/** Draws the pictures of `data.synthetic`. */
export function drawSynthetic({ config, ctx }: {
  readonly config: SyntheticConfig;
  readonly ctx: StageContext;
}): Promise<{
  train: ImageSet;
  validation: ImageSet;
  test: ImageSet;
  factors: LatentSet;
}> {
  const draw = (part: string, count: number) => {
    ctx.signal.throwIfAborted();
    const open = (name: string): Random => random(ctx.seed, part, name);
    return config.kind === "shapes"
      ? drawShapes(config, { open, count })
      : drawMixture(config, { open, count });
  };
  const train = draw("train", config.limit);
  const images = ({ pixels, labels, classes }: Drawn): ImageSet => ({
    pixels,
    shape: [labels.length, config.size, config.size, 1],
    labels,
    classes,
  });
  return Promise.resolve({
    train: images(train),
    validation: images(draw("validation", config.validation)),
    test: images(draw("test", config.testLimit)),
    factors: factorsOf(train),
  });
}

/** Continuous factors and class indicators, all standardised. */
function factorsOf({ factors, dim, labels, classes }: Drawn): LatentSet {
  const count = labels.length;
  const extra = classes.length > 1 ? classes.length : 0;
  const wide = dim + extra;
  const codes = new Float32Array(count * wide);
  const share = 1 / classes.length;
  const deviation = Math.sqrt(share * (1 - share));
  for (let i = 0; i < count; i++) {
    codes.set(factors.subarray(i * dim, (i + 1) * dim), i * wide);
    for (let c = 0; c < extra; c++) {
      const indicator = labels[i] === c ? 1 : 0;
      codes[i * wide + dim + c] = (indicator - share) / deviation;
    }
  }
  return { codes, count, dim: wide, labels };
}
