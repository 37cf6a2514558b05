import { dcganCritic, type ImageShape } from "../../lib/nn/architectures.ts";
import { drawRows, imageBatch, pixelsOf } from "../../lib/nn/batches.ts";
import type { Picked } from "../../lib/nn/picks.ts";
import { runNetwork } from "../../lib/nn/run_network.ts";
import { train } from "../../lib/nn/train.ts";
import type { TrainingContext } from "../../lib/nn/train_in_turn.ts";
import { random } from "../../lib/stats/random.ts";
import { type Arrays, ndarray } from "../../lib/tensor/mod.ts";
import { criticStep, initCritic, judgingWeights } from "./_critic.ts";
import { drawHalves, type Halves, type Pixels } from "./_halves.ts";

/** Settings of a critic's training. */
export interface CriticConfig {
  readonly steps: number;
  readonly batch: number;
  readonly rate: number;
}

/** One critic to train: of which size, by which seed, between which images. */
export interface Trial {
  readonly width: number;
  /** Which of the critics of this width; names all that it draws. */
  readonly critic: number;
  readonly real: Pixels;
  /** As many images as `real`. */
  readonly fake: Pixels;
}

/** The halves that a critic divides real and other images into. */
export function halvesOf(
  seed: bigint,
  { critic, count }: { readonly critic: number; readonly count: number },
): { real: Halves; fake: Halves } {
  return {
    real: drawHalves(count, random(seed, "critic", critic, "real halves")),
    fake: drawHalves(count, random(seed, "critic", critic, "fake halves")),
  };
}

/**
 * Trains a critic on the first halves and judges the second: `real` and `fake`,
 * one value an image in the order of {@linkcode halvesOf}, and `diverged`, 1 if
 * its training ended early and its last good state judged.
 */
export async function runTrial(
  { width, critic, real, fake }: Trial,
  { config, seed, ctx }: {
    readonly config: CriticConfig;
    readonly seed: bigint;
    readonly ctx: TrainingContext;
  },
): Promise<Arrays> {
  const [count, ...image] = real.shape;
  const network = dcganCritic(image satisfies ImageShape, { width });
  const halves = halvesOf(seed, { critic, count });
  const pickedFrom = (name: "real" | "fake", images: Pixels): Picked => {
    const from = halves[name].trained;
    return {
      of: pixelsOf(images),
      rows(index) {
        const stream = random(seed, "critic", critic, name, index);
        return drawRows(stream, { count: config.batch, from: from.length })
          .map((i) => from[i]!);
      },
    };
  };
  const { state, divergedAt } = await train({
    steps: config.steps,
    initial: initCritic(network, random(seed, "critic", critic, "weights")),
    step: criticStep(network, config.rate),
    batch: () => ({}),
    picks: {
      real: pickedFrom("real", real),
      fake: pickedFrom("fake", fake),
    },
  }, ctx);
  const weights = await judgingWeights(state);
  const judge = async (images: Pixels, rows: Int32Array) => {
    const { output } = await runNetwork(
      { network, weights },
      imageBatch(images, rows),
    );
    return ndarray(output.data, [rows.length]);
  };
  return {
    real: await judge(real, halves.real.judged),
    fake: await judge(fake, halves.fake.judged),
    diverged: ndarray(Int32Array.of(divergedAt === undefined ? 0 : 1), []),
  };
}
