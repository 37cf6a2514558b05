import type { StageContext } from "../../../lib/dsl/context.ts";
import { convEncoder } from "../../../lib/nn/architectures/conv.ts";
import type { ImageShape } from "../../../lib/nn/architectures/image_shape.ts";
import { imageRows, pixelsOf } from "../../../lib/nn/learn/batches.ts";
import { extractFeatures } from "../../../lib/nn/network/features.ts";
import type { Learner } from "../../../lib/nn/learn/learner.ts";
import { weightsIn } from "../../../lib/nn/learn/learner_state.ts";
import { adam } from "../../../lib/nn/optimise/adam.ts";
import { crossEntropy } from "../../../lib/nn/losses/cross_entropy.ts";
import type { Network } from "../../../lib/nn/network/network.ts";
import { toUnit } from "../../../lib/nn/network/run_network.ts";
import { learn } from "../../../lib/nn/learn/learn.ts";
import { wilson } from "../../../lib/stats/wilson.ts";
import { ndarray, useEngine } from "../../../lib/tensor/mod.ts";
import type { ImageSet, Measurement } from "../../kinds/mod.ts";
import { labelsOf } from "./need_labels.ts";

/** Images of each class from which a classifier is trusted to judge. */
const ENOUGH = 1000;

/** Settings of `score.classifier`. */
export interface ClassifierConfig {
  readonly width: number;
  readonly features: number;
  readonly steps: number;
  readonly batch: number;
  readonly rate: number;
}

/** Trains the network of `score.classifier`. */
export async function trainClassifier({ config, inputs, ctx }: {
  readonly config: ClassifierConfig;
  readonly inputs: { readonly images: ImageSet; readonly heldOut: ImageSet };
  readonly ctx: StageContext;
}) {
  const { images, heldOut } = inputs;
  const labels = labelsOf(images);
  const truth = labelsOf(heldOut);
  const classes = Math.max(images.classes.length, 1 + Math.max(...labels));
  const perClass = fewest(labels, classes);
  const few = perClass < ENOUGH;
  if (few) {
    ctx.log(
      `Only ${perClass} images of a class, fewer than ${ENOUGH}: the features of this classifier may prefer samples that look worse; judge by score.pretrained, too`,
    );
  }
  await useEngine(ctx.engine, { threads: ctx.threads });
  const trunk = convEncoder(images.shape.slice(1) as unknown as ImageShape, {
    width: config.width,
    units: config.features,
  });
  const network: Network = {
    input: trunk.input,
    layers: [
      ...trunk.layers,
      { type: "batchNorm" },
      { type: "relu" },
      { type: "dense", units: classes },
    ],
  };
  const rows = imageRows(ctx.seed, {
    count: config.batch,
    from: images.shape[0],
  });
  const learner: Learner = {
    nets: { classifier: network },
    phases: [{
      update: ["classifier"],
      optimiser: adam({ rate: config.rate, weightDecay: 1e-3 }),
      loss: ({ net, data: { real, labels } }) =>
        crossEntropy(net.classifier!(toUnit(real!, "uint8")), labels!, 0.05),
    }],
  };
  const trained = await learn({
    learner,
    steps: config.steps,
    seed: ctx.seed,
    rows: config.batch,
    picks: {
      real: { of: pixelsOf(images), rows },
      labels: { of: ndarray(labels, [images.shape[0]]), rows },
    },
  }, ctx);
  const weights = weightsIn(learner, trained.state, "classifier");
  const accuracy = accuracyOf(
    await extractFeatures({ network, weights }, heldOut, { classifier: true }),
    truth,
  );
  return {
    classifier: {
      network,
      weights,
      facts: {
        method: "classifier",
        classes: images.classes,
        perClass,
        fewLabels: few,
        accuracy: accuracy.value,
        heldOut: heldOut.shape[0],
        steps: trained.steps,
      },
    },
    scores: { accuracy },
  };
}

/** Images of the class that has the fewest; of those that have any. */
function fewest(labels: Int32Array, classes: number): number {
  const counts = new Int32Array(classes);
  for (const label of labels) counts[label]!++;
  return Math.min(...counts.filter((count) => count > 0));
}

/** Share of right answers, with Wilson's 95 % interval. */
function accuracyOf(
  { logits, classes }: {
    readonly logits: Float32Array;
    readonly classes: number;
  },
  truth: Int32Array,
): Measurement {
  const count = truth.length;
  let right = 0;
  for (let i = 0; i < count; i++) {
    let best = 0;
    for (let c = 1; c < classes; c++) {
      if (logits[i * classes + c]! > logits[i * classes + best]!) best = c;
    }
    if (best === truth[i]) right++;
  }
  return { ...wilson(right, count), count, better: "higher" };
}
