/**
 * Do the extractors put sets whose order is known in the right order?
 *
 * Held-out images are made worse step by step in four ways: blurred, with
 * noise, with classes left out, and as copies of few images. For each way, the
 * distance to other held-out images has to grow with every step, beginning with
 * the images as they are. The extractors see neither half: `classifier` and
 * `ssl` are trained on other images of the same data, `pretrained` on ImageNet,
 * `random` not at all. Every seed draws halves, damage and extractors anew.
 *
 * Run: `deno task features:pretrained`, then
 * `deno task pipeline run pipelines/known_order.ts` for MNIST, or with
 * `--set data=emoji --set path=FOLDER` for a folder of pictures by class, such
 * as `pipelines/_emoji_folder.ts` makes
 *
 * Result (`results/known_order/`): on MNIST all four do, in every way and seed;
 * with 135 emoji, `pretrained` and `classifier` miss one of twelve orders each,
 * `ssl` three and `random` four.
 *
 * @module
 */
import type { ImageSet, SampleSet } from "../mod.ts";
import {
  anySplit,
  columns,
  data,
  definePipeline,
  defineStage,
  grid,
  Images,
  many,
  pointLabel,
  report,
  Samples,
  score,
  Scores,
  Table,
  z,
} from "../mod.ts";
import { random } from "../lib/stats/random.ts";
import { take, WAYS } from "./_damage.ts";
import { ordersOf } from "./_orders.ts";

const seed = z.int().min(0).default(0).describe("Replication number");

/** One of two halves that share no image. */
export const half = defineStage({
  name: "study.half",
  version: 1,
  summary: "Draws one of two halves of images",
  config: z.object({
    first: z.boolean(),
    count: z.int().positive().describe("Most images of the half"),
    seed,
  }),
  inputs: { images: anySplit(Images) },
  outputs: { images: Images },
  random: true,
  run: ({ config, inputs: { images }, ctx }) => {
    const [count] = images.shape;
    const order = random(ctx.seed, "half").permutation(count);
    const middle = count >> 1;
    const rows = config.first
      ? order.subarray(0, middle)
      : order.subarray(middle, 2 * middle);
    return Promise.resolve({
      images: take(images, [...rows.subarray(0, config.count)]),
    });
  },
});

/** The images of a set, damaged in one of the ways; level 0 is as they are. */
export const damage = defineStage({
  name: "study.damage",
  version: 1,
  summary: "Makes images worse in a known order",
  config: z.object({
    way: z.enum(["blur", "noise", "classes", "collapse"]),
    level: z.int().min(0),
    seed,
  }),
  inputs: { images: anySplit(Images) },
  outputs: { samples: Samples },
  random: true,
  run: ({ config, inputs: { images }, ctx }) => {
    const { way, level } = config;
    const damaged = level === 0
      ? images
      : WAYS[way].apply(images, WAYS[way].levels[level - 1]!, ctx.seed);
    return Promise.resolve({ samples: asSamples(damaged) });
  },
});

function asSamples(images: ImageSet): SampleSet {
  return { ...images, codes: new Float32Array(images.shape[0]), dim: 1 };
}

/** How often each score puts the levels in the right order. */
export const orders = defineStage({
  name: "study.orders",
  version: 1,
  summary: "Counts scores that grow with the level",
  config: z.object({}),
  inputs: { rows: many(anySplit(Scores)) },
  outputs: { table: Table },
  run: ({ inputs }) => Promise.resolve({ table: ordersOf(inputs.rows) }),
});

export default definePipeline({
  name: "known-order",
  seed: 7,
  params: z.object({
    data: z.enum(["mnist", "emoji"]).default("mnist"),
    path: z.string().default("emoji").describe("Folder of pictures by class"),
    seeds: z.array(z.int()).default([0, 1, 2]),
    count: z.int().positive().default(500).describe("Images of each half"),
    sizes: z.array(z.int()).default([128]).describe("Sizes for 'pretrained'"),
    others: z.boolean().default(true).describe(
      "Whether the other extractors are tried, too",
    ),
    frechet: z.boolean().default(false),
  }),
  targets: ({ data: name, path, seeds, count, sizes, others, frechet }) => {
    const images = name === "mnist"
      ? data.mnist({ limit: 12_000, validation: 2_000, testLimit: 10_000 })
      : data.folder({
        path,
        fit: "contain",
        background: "#ffffff",
        validation: 0.1,
        test: 0.5,
      });
    const { train, validation, test } = images;

    function extractorsOf(seed: number) {
      const pretrained = Object.fromEntries(
        sizes.map((size) => [
          `pretrained ${size}`,
          score.pretrained({ images: train }, { size }).extractor,
        ]),
      );
      if (!others) return pretrained;
      return {
        ...pretrained,
        random: score.random({ images: train }, { seed }).extractor,
        classifier: score.classifier(
          { images: train, heldOut: validation },
          { seed },
        ).classifier,
        ssl: score.ssl({ images: train, seen: test }, { seed }).extractor,
      };
    }

    const parts = grid({ seed: seeds }, ({ seed }) => {
      const extractors = extractorsOf(seed);
      const first = half({ images: test }, { first: true, count, seed });
      const second = half({ images: test }, { first: false, count, seed });
      const { features } = score.features({
        images: second.images,
        extractors,
      });
      return { extractors, images: first.images, reference: features };
    });

    const points = Object.keys(WAYS).map((way) => way as keyof typeof WAYS)
      .flatMap((way) =>
        [0, ...WAYS[way].levels].map((_, level) => ({ way, level }))
      );
    const rows = Object.fromEntries(
      points.flatMap(({ way, level }) =>
        seeds.map((seed) => {
          const { extractors, images, reference } = parts.at({ seed });
          const { samples } = damage({ images }, { way, level, seed });
          const { features } = score.sampleFeatures({ samples, extractors });
          const judged = { samples: features, reference };
          const scores = {
            kid: score.kernel(judged).scores,
            ...frechet
              ? { fd: score.frechet(judged, { resamples: 0, sizes: 0 }).scores }
              : {},
          };
          return [
            pointLabel({ way, level, seed }),
            { scores: score.join({ scores }).scores },
          ];
        })
      ),
    );
    const { scores } = columns(rows);
    return {
      orders: orders({ rows: scores }).table,
      table: report.table({ rows: scores }).table,
    };
  },
});
