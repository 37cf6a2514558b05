import * as tf from "@tensorflow/tfjs-core";
import type { Arrays } from "../tensor/array.ts";
import { underPrefix, withPrefix } from "../tensor/_prefix.ts";
import type { StepFunction } from "../tensor/compile_step.ts";
import type { Random } from "../stats/random.ts";
import { adam, initAdam } from "./adam.ts";
import { movingAverage } from "./averaged_fit.ts";
import { applyNetwork, type Tensors } from "./apply.ts";
import { gradientsOf } from "./gradients.ts";
import { criticLoss, type GanLoss, generatorLoss } from "./gan_loss.ts";
import { initNetwork } from "./init.ts";
import { meanSquaredError } from "./losses.ts";
import type { Layer, Network } from "./network.ts";
import { perceptualError } from "./perceptual_error.ts";
import { initCritic, judge as judgeImages } from "./projection_critic.ts";
import { toUnit, type Weighted } from "./run_network.ts";
import { trainedOf } from "./trained.ts";
import {
  initSpectralNorm,
  powerIteration,
  type SingularPairs,
  spectralNormalize,
} from "./spectral_norm.ts";

/** What a GAN is made of. */
export interface Gan {
  /** Maps codes to images. */
  readonly generator: Network;
  /** Maps images to one number. */
  readonly critic: Network;
  /** Which loss pair. */
  readonly loss: GanLoss;
  /** Step size of the generator's optimiser. */
  readonly rate: number;
  /** Step size of the critic's optimiser. */
  readonly criticRate: number;
  /** Decay of Adam's first moment; the second's is 0.999. */
  readonly beta1: number;
  /** Upper limit of the decay of the averaged generator; 0 for none. */
  readonly ema: number;
  /** How the generator learns from pairs of code and image, when it does. */
  readonly pairs?: GanPairs | undefined;
}

/** What a generator learns from the image that each of its codes belongs to. */
export interface GanPairs {
  /** Weight of the mean squared error against that image, in [−1, 1]. */
  readonly error: number;
  /** Weight of the perceptual error against that image. */
  readonly perceptual: number;
  /** Weight of the critic's judgement. */
  readonly adversarial: number;
  /** Network of the perceptual error, when its weight is not zero. */
  readonly extractor: Weighted | undefined;
  /** Length of the code that the critic sees besides the image; 0 for none. */
  readonly seen: number;
}

/** State before the first step: weights, moments, averages, singular vectors. */
export function initGan(
  gan: Gan,
  random: { readonly generator: Random; readonly critic: Random },
): Arrays {
  const generator = initNetwork(gan.generator, random.generator);
  const critic = initCritic(
    gan.critic,
    gan.pairs?.seen ?? 0,
    random.critic,
  );
  return {
    ...withPrefix("g/", generator),
    ...withPrefix("e/", trainedOf(generator)),
    ...withPrefix("ga/", initAdam(trainedOf(generator))),
    ...withPrefix("c/", critic),
    ...withPrefix("ca/", initAdam(trainedOf(critic))),
    ...withPrefix("u/", initSpectralNorm(critic, random.critic)),
  };
}

/**
 * One step of a GAN with a spectrally normalised critic: the critic on real
 * and generated images, then the generator against the new critic.
 *
 * Data: `real`, uint8 `[batch, height, width, channels]`; `codes`,
 * `[batch, dim]`. With pairs also `targets`, the images of the codes, as
 * `real`; and for a critic that sees codes `ofReal` and `ofTargets`, the codes
 * of both, `[batch, seen]`. Metrics: `critic`, `generator` (losses), `spread`
 * (deviation of generated pixels across the batch, mean over pixels), with
 * pairs `pairError` (mean squared, in [−1, 1]).
 */
export function ganStep(gan: Gan): StepFunction {
  const { pairs: coupling } = gan;
  return (state, { real, codes, targets, ofReal, ofTargets }) => {
    const images = toUnit(real!, "uint8");
    const generator = underPrefix("g/", state);
    const critic = underPrefix("c/", state);
    const fake = applyNetwork(gan.generator, generator, codes!, {
      training: true,
    });
    const pairs = powerIteration(critic, underPrefix("u/", state));

    const criticPart = gradientsOf(trainedOf(critic), (weights) => {
      const logits = (x: tf.Tensor, seen?: tf.Tensor) =>
        judge(gan.critic, { ...critic, ...weights }, pairs, [x, seen]);
      return criticLoss(
        gan.loss,
        mixesImages(gan.critic.layers)
          ? {
            real: logits(images, ofReal),
            fake: logits(fake.output, ofTargets),
          }
          : halves(logits(
            tf.concat([images, fake.output]),
            ofReal && tf.concat([ofReal, ofTargets!]),
          )),
      );
    });
    const criticNext = adam(trainedOf(critic), {
      gradients: criticPart.gradients,
      state: underPrefix("ca/", state),
    }, { rate: gan.criticRate, beta1: gan.beta1 });
    const judgeNext = { ...critic, ...criticNext.weights };

    const generatorPart = gradientsOf(trainedOf(generator), (weights) => {
      const { output } = applyNetwork(
        gan.generator,
        { ...generator, ...weights },
        codes!,
        { training: true },
      );
      const judged = generatorLoss(
        gan.loss,
        judge(gan.critic, judgeNext, pairs, [output, ofTargets]),
      );
      return coupling === undefined ? judged : tf.add(
        tf.mul(judged, coupling.adversarial),
        pairLoss(coupling, output, toUnit(targets!, "uint8")),
      );
    });
    const generatorNext = adam(trainedOf(generator), {
      gradients: generatorPart.gradients,
      state: underPrefix("ga/", state),
    }, { rate: gan.rate, beta1: gan.beta1 });

    return {
      state: {
        ...withPrefix("g/", {
          ...generator,
          ...generatorNext.weights,
          ...fake.updates,
        }),
        ...withPrefix(
          "e/",
          movingAverage(
            underPrefix("e/", state),
            generatorNext.weights,
            { limit: gan.ema, count: generatorNext.state.count! },
          ),
        ),
        ...withPrefix("ga/", generatorNext.state),
        ...withPrefix("c/", judgeNext),
        ...withPrefix("ca/", criticNext.state),
        ...withPrefix("u/", pairs.right),
      },
      metrics: {
        critic: criticPart.value,
        generator: generatorPart.value,
        spread: spread(fake.output),
        ...(coupling === undefined ? {} : {
          pairError: meanSquaredError(
            fake.output,
            toUnit(targets!, "uint8"),
          ),
        }),
      },
    };
  };
}

/** Weighted errors of generated images against those of their codes. */
function pairLoss(
  { error, perceptual, extractor }: GanPairs,
  images: tf.Tensor,
  targets: tf.Tensor,
): tf.Scalar {
  const squared = tf.mul(meanSquaredError(images, targets), error);
  return extractor === undefined ? squared as tf.Scalar : tf.add(
    squared,
    tf.mul(perceptualError(extractor, images, targets), perceptual),
  );
}

/** Whether what a network gives for one image depends on others. */
function mixesImages(layers: readonly Layer[]): boolean {
  return layers.some((layer) =>
    layer.type === "batchNorm" ||
    (layer.type === "residual" &&
      (mixesImages(layer.body) || mixesImages(layer.shortcut)))
  );
}

/** Logits of real and of generated images that were one batch. */
function halves(logits: tf.Tensor): { real: tf.Tensor; fake: tf.Tensor } {
  const [real, fake] = tf.split(logits, 2) as [tf.Tensor, tf.Tensor];
  return { real, fake };
}

function judge(
  critic: Network,
  weights: Tensors,
  pairs: SingularPairs,
  [images, codes]: readonly [tf.Tensor, tf.Tensor | undefined],
): tf.Tensor {
  const normalized = spectralNormalize(weights, pairs);
  return judgeImages(critic, normalized, images, codes);
}

function spread(images: tf.Tensor): tf.Tensor {
  const centred = tf.sub(images, tf.mean(images, 0, true));
  return tf.mean(tf.sqrt(tf.mean(tf.square(centred), 0)));
}
