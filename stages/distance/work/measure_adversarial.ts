import type { StageContext } from "../../../lib/dsl/context.ts";
import { trainInTurn } from "../../../lib/nn/learn/train_in_turn.ts";
import { random } from "../../../lib/stats/random.ts";
import { useEngine } from "../../../lib/tensor/mod.ts";
import type { ScoreSet } from "../../kinds/mod.ts";
import { drawImages, type Pixels } from "./halves.ts";
import { type CriticConfig, runTrial, type Trial } from "./_run_trial.ts";
import { scoresOf } from "./_score_critics.ts";

/** Settings of `distance.adversarial`. */
export interface AdversarialConfig extends CriticConfig {
  readonly widths: readonly number[];
  readonly critics: number;
  readonly resamples: number;
}

/** Images that are measured. */
export interface AdversarialInputs {
  readonly samples: Pixels;
  readonly reference: Pixels;
  /** Real images to take the samples' place, for the noise floor. */
  readonly train?: Pixels | undefined;
}

/**
 * Measures the distance for every critic width, as `name[width]`; with `train`
 * also the same between real images, and what the distance has above it.
 */
export async function measureAdversarial({ name, count, config, inputs, ctx }: {
  readonly name: string;
  /** Images on each side; default: as many as every set has. */
  readonly count?: number | undefined;
  readonly config: AdversarialConfig;
  readonly inputs: AdversarialInputs;
  readonly ctx: StageContext;
}): Promise<{ scores: ScoreSet }> {
  await useEngine(ctx.engine, { threads: ctx.threads });
  const { real, others } = equalSets(inputs, { count, seed: ctx.seed });
  const trials: Trial[] = config.widths.flatMap((width) =>
    Array.from({ length: config.critics }, (_, critic) => critic)
      .flatMap((critic) =>
        others.map((fake) => ({ width, critic, real, fake }))
      )
  );
  const results = await trainInTurn(
    trials.length,
    (index, own) =>
      runTrial(trials[index]!, { config, seed: ctx.seed, ctx: own }),
    ctx,
  );
  const each = config.critics * others.length;
  const scores = config.widths.map((width, w) =>
    scoresOf(results.slice(w * each, (w + 1) * each), {
      name,
      width,
      count: real.shape[0],
      hasFloor: others.length > 1,
      resamples: config.resamples,
      seed: ctx.seed,
    })
  );
  return { scores: Object.assign({}, ...scores) };
}

/** As many images of every set, drawn once for all critics. */
function equalSets(
  { samples, reference, train }: AdversarialInputs,
  { count, seed }: {
    readonly count: number | undefined;
    readonly seed: bigint;
  },
): { real: Pixels; others: Pixels[] } {
  const sets = { reference, samples, ...(train && { train }) };
  const most = Math.min(...Object.values(sets).map(({ shape }) => shape[0]));
  if (most < Math.max(4, count ?? 0)) {
    throw new RangeError(
      `Cannot measure a distance: expected at least ${
        Math.max(4, count ?? 0)
      } images on each side, got ${most}`,
    );
  }
  const [wanted, ...others] = Object.entries(sets).map(([name, { shape }]) => ({
    name,
    image: shape.slice(1).join("×"),
  }));
  for (const { name, image } of others) {
    if (image === wanted!.image) continue;
    throw new RangeError(
      `Cannot measure a distance: expected ${name} of ${
        wanted!.image
      } as the reference, got ${image}`,
    );
  }
  const draw = (images: Pixels, name: string) =>
    drawImages(images, { count: count ?? most, stream: random(seed, name) });
  return {
    real: draw(reference, "real images"),
    others: [samples, ...(train ? [train] : [])]
      .map((images) => draw(images, "other images")),
  };
}
