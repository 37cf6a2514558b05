/**
 * The study that pipelines share: a pilot of latents and sizes that halves, then
 * fresh seeds of what was chosen.
 *
 * @module
 */
import {
  columns,
  encode,
  generate,
  grid,
  type Images,
  prior,
  type Ref,
  report,
  type Results,
  score,
  type Scores,
  study,
  z,
} from "../mod.ts";

/** Latents with codes of their own; the normal one is what they are held against. */
export const LATENTS = [
  "pca",
  "autoencoder",
  "dae",
  "simclr",
  "random",
] as const;

type Latent = "gaussian" | typeof LATENTS[number];

/** Parameters of a study, besides those of its pictures. */
export const studyParams = {
  latents: z.array(z.enum(LATENTS)).default(["pca", "autoencoder", "simclr"]),
  widths: z.array(z.int().positive()).default([2, 4, 8]).describe(
    "Sizes of generators that are tried",
  ),
  dim: z.int().positive().default(16).describe("Length of a code"),
  components: z.int().positive().default(10).describe(
    "Normal laws in the mixture that codes are drawn from; its parameters count",
  ),
  steps: z.int().min(1600).default(1600).describe(
    "Most steps of a training, before the longer ones; with fewer none can be judged",
  ),
  encoderSteps: z.int().positive().default(400),
  pilot: z.int().min(2).default(3).describe("Seeds that choose"),
  fresh: z.array(z.int().positive()).default([8]).describe(
    "Seeds that test the choice, look by look",
  ),
  count: z.int().min(100).default(500).describe("Samples that are judged"),
  pretrained: z.boolean().default(true).describe(
    "Whether a network trained on ImageNet judges too; deno task features:pretrained brings it",
  ),
  language: z.enum(["en", "ja"]).default("en"),
};

/** Parameters of a study of 60,000 grey pictures. */
export const greyParams = {
  ...studyParams,
  size: z.literal([16, 28, 32]).default(16).describe("Side in pixels"),
  limit: z.int().positive().default(20_000).describe("Training pictures"),
  latents: studyParams.latents.default([...LATENTS]),
  widths: studyParams.widths.default([2, 4, 8, 16]),
  steps: studyParams.steps.default(12_800),
  encoderSteps: studyParams.encoderSteps.default(1000),
  count: studyParams.count.default(1000),
};

/** Settings of a study. */
export type StudySettings = z.output<z.ZodObject<typeof studyParams>>;

/** Parts of a set of pictures. */
export interface Parts {
  readonly train: Ref<typeof Images>;
  readonly validation: Ref<typeof Images>;
  readonly test: Ref<typeof Images, "test">;
  /** Counts of the data stage. */
  readonly scores: Ref<typeof Scores, "test"> | Ref<typeof Scores>;
}

/**
 * What a study makes, as far as it is known: first the pilot's choices, at the
 * end the page, its verdict and the table of the pilot.
 */
export function latentStudy(
  { train, validation, test, scores: pictures }: Parts,
  settings: StudySettings,
  { known }: Results,
) {
  const { widths, dim, components, steps, encoderSteps, fresh, count } =
    settings;
  // Two of different origin, both foreign to the pictures.
  const random = score.random({ images: train }).extractor;
  const extractors = settings.pretrained
    ? { pretrained: score.pretrained({ images: train }).extractor, random }
    : { random };
  const see = (set: typeof train) =>
    score.features({ images: set, extractors }).features;
  const seen = { train: see(train), validation: see(validation) };
  const unseen = score.features({ images: test, extractors }).features;

  function encoded(latent: typeof LATENTS[number], seed: number) {
    const inputs = { images: train, heldOut: validation };
    const trained = { dim, seed, steps: encoderSteps, whiten: dim };
    switch (latent) {
      case "pca":
        return encode.pca(inputs, { dim });
      case "autoencoder":
        return encode.autoencoder(inputs, trained);
      case "dae":
        return encode.dae(inputs, trained);
      case "simclr":
        return encode.simclr(inputs, { dim, seed, steps: encoderSteps });
      default:
        return encode.randomConv(inputs, { dim, seed, whiten: dim });
    }
  }

  /** Trains and draws; `beyond` times as long as it helps. */
  function arm(latent: Latent, width: number, seed: number, beyond = 1) {
    const codes = latent === "gaussian"
      ? undefined
      : encoded(latent, seed).latents;
    const law = codes === undefined
      ? prior.normal({ dim }).prior
      : prior.mixture({ latents: codes }, { seed, components }).prior;
    const { generator, scores } = generate.gan({
      images: train,
      prior: law,
      heldOut: validation,
      ...codes === undefined ? {} : { latents: codes },
    }, {
      width,
      steps,
      seed,
      rate: 2e-3,
      criticRate: 2e-3,
      widthPower: 0.5,
      stop: { first: 200, beyond },
    });
    const { samples } = generate.sample({ generator, prior: law }, { count });
    const { features } = score.sampleFeatures({ samples, extractors });
    const chosen = {
      samples: features,
      reference: seen.validation,
      train: seen.train,
    };
    const tested = { ...chosen, reference: unseen };
    return {
      samples,
      training: scores,
      cost: generate.cost({ generator, prior: law }).scores,
      quality: score.join({
        scores: {
          kid: score.kernel(chosen).scores,
          prdc: score.prdc(chosen).scores,
        },
      }).scores,
      final: score.join({
        scores: {
          kid: score.kernel(tested).scores,
          prdc: score.prdc(tested).scores,
        },
      }).scores,
    };
  }

  /** Rows of one arm, judged on validation images. */
  function pilotRows(latent: Latent, width: number, seeds: number[]) {
    return grid(
      { latent: [latent], width: [width], seed: seeds },
      ({ latent, width, seed }) => {
        const { final: _, ...row } = arm(latent, width, seed);
        return row;
      },
    );
  }

  const chooseBy = { metric: metric(settings), looks: fresh };
  const all: readonly Latent[] = ["gaussian", ...settings.latents];
  const first = merged(
    all.flatMap((latent) =>
      widths.map((width) => pilotRows(latent, width, [0]))
    ),
  );
  const { samples: _, ...firstRows } = columns(first);
  const opening = study.choose(firstRows, chooseBy).choice;
  const goOn = known(opening);
  if (goOn === undefined) return { opening };

  const more = range(1, settings.pilot);
  const pilot = columns({
    ...first,
    ...merged(widths.map((width) => pilotRows("gaussian", width, more))),
    ...merged(
      goOn.survivors.map(({ latent, size }) =>
        pilotRows(latent as Latent, size, more)
      ),
    ),
  });
  const { samples, ...rows } = pilot;
  const { choice } = study.choose(rows, chooseBy);
  const chosen = known(choice);
  if (chosen === undefined) return { choice };

  const seeds = fresh.reduce((sum, look) => sum + look, 0);
  const tested = merged(
    [
      ...chosen.candidate === null ? [] : [chosen.candidate],
      ...chosen.baseline.map((size) => ({ latent: "gaussian", size })),
    ].map(({ latent, size }) =>
      grid(
        {
          latent: [latent as Latent],
          width: [size],
          seed: range(100, 100 + seeds),
        },
        ({ latent, width, seed }) => {
          const { training, final } = arm(latent, width, seed);
          return { training, final };
        },
      )
    ),
  );
  const longer = chosen.longer.length === 0 ? {} : grid(
    {
      latent: ["gaussian" as const],
      width: [...chosen.longer],
      seed: range(0, settings.pilot),
    },
    ({ latent, width, seed }) => {
      const { quality, training } = arm(latent, width, seed, 3);
      return score.join({ scores: { quality, training } }).scores;
    },
  );
  const { training = {}, final = {} } = columns(tested);
  const { page, verdict } = report.decision({
    ...rows,
    training: { ...rows.training, ...training },
    ...Object.keys(final).length === 0 ? {} : { final },
    ...Object.keys(longer).length === 0 ? {} : { longer },
    samples,
    reference: test,
    pictures,
  }, {
    title: "Which latent needs the smallest generator?",
    metric: chooseBy.metric,
    looks: fresh,
    language: settings.language,
  });
  return {
    report: page,
    verdict,
    table: report.table({ rows: rows.quality }).table,
    images: report.table({ rows: { all: pictures } }).table,
  };
}

/** The score that leads: in the eyes of what is foreign to the pictures. */
function metric({ pretrained }: { readonly pretrained: boolean }): string {
  return pretrained ? "kid[pretrained]" : "kid[random]";
}

function range(start: number, end: number): number[] {
  return Array.from({ length: Math.max(0, end - start) }, (_, i) => start + i);
}

function merged<R>(
  rows: readonly Readonly<Record<string, R>>[],
): Record<string, R> {
  return Object.assign({}, ...rows) as Record<string, R>;
}
