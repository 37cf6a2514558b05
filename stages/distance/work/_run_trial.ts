import { dcganCritic } from "../../../lib/nn/architectures/dcgan.ts";
import type { ImageShape } from "../../../lib/nn/architectures/image_shape.ts";
import {
  drawRows,
  imageBatch,
  pixelsOf,
} from "../../../lib/nn/learn/batches.ts";
import type { Picked } from "../../../lib/nn/learn/picks.ts";
import { foldSpectralNorm } from "../../../lib/nn/network/fold_spectral_norm.ts";
import { runNetwork } from "../../../lib/nn/network/run_network.ts";
import { learn } from "../../../lib/nn/learn/learn.ts";
import { weightsIn } from "../../../lib/nn/learn/learner_state.ts";
import type { TrainingContext } from "../../../lib/nn/learn/train_in_turn.ts";
import { random } from "../../../lib/stats/random.ts";
import { type Arrays, ndarray } from "../../../lib/tensor/mod.ts";
import { criticLearner } from "./_critic.ts";
import { drawHalves, type Halves, type Pixels } from "./halves.ts";

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
  const learner = criticLearner(network, config.rate);
  const { state, divergedAt } = await learn({
    learner,
    steps: config.steps,
    seed,
    start: () => random(seed, "critic", critic, "weights"),
    rows: config.batch,
    picks: {
      real: pickedFrom("real", real),
      fake: pickedFrom("fake", fake),
    },
  }, ctx);
  const judging = await foldSpectralNorm({
    network,
    weights: weightsIn(learner, state, "critic"),
  });
  const judge = async (images: Pixels, rows: Int32Array) => {
    const { output } = await runNetwork(
      judging,
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
