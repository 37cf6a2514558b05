import type { z } from "zod";
import type { StageContext } from "../../../lib/dsl/context.ts";
import { drawRows } from "../../../lib/nn/learn/batches.ts";
import { learn } from "../../../lib/nn/learn/learn.ts";
import type { Learner } from "../../../lib/nn/learn/learner.ts";
import { weightsIn } from "../../../lib/nn/learn/learner_state.ts";
import { applyNetwork } from "../../../lib/nn/network/apply.ts";
import { takeRows } from "../../../lib/nn/learn/batches.ts";
import type { Weighted } from "../../../lib/nn/network/run_network.ts";
import { random } from "../../../lib/stats/random.ts";
import { compile, ndarray, useEngine } from "../../../lib/tensor/mod.ts";
import {
  type Json,
  type LatentSet,
  layoutOf,
  type Measurement,
  type PriorModel,
  type ScoreSet,
} from "../../kinds/mod.ts";
import {
  type Layout,
  type LayoutName,
  layoutName,
  layoutShape,
  layoutText,
} from "../../layout.ts";
import type { FittedPriorSpec, PriorSpec } from "../prior_spec.ts";
import { loadTools, type Tools } from "../tools.ts";

/** Settings that the role reads. */
interface PriorConfig {
  readonly steps: number;
  readonly batch: number;
  readonly rate: number;
  readonly ema?: number;
  readonly noise?: number;
}

type Family = PriorSpec<string, z.ZodObject, LayoutName>;

interface Args {
  readonly config: PriorConfig;
  readonly inputs: {
    readonly latents: LatentSet;
    readonly heldOut?: LatentSet | undefined;
  };
  readonly ctx: StageContext;
}

/** Decay of the averaged weights, where nothing else is set. */
const EMA = 0.999;

/** Held-out codes that the loss is taken over, drawn with replacement. */
const JUDGED = 4096;

/** Trains the prior of a family. */
export async function trainPrior(
  family: Family,
  { config, inputs, ctx }: Args,
): Promise<{ prior: PriorModel; scores: ScoreSet }> {
  const tools = await loadTools();
  const { tf, nn } = tools;
  await useEngine(ctx.engine, { threads: ctx.threads });
  const { latents, heldOut } = inputs;
  const layout = layoutOf(latents);
  requireLayout(family, layout, config.noise ?? 0);
  if (heldOut !== undefined) requireAlike(latents, heldOut);
  const built = { nn, config: config as never, layout };
  const network = family.network(built);
  const { batch } = config;
  const stream = (index: number) => random(ctx.seed, "prior", index);
  const learner: Learner = {
    nets: { prior: network },
    shadows: {
      averaged: { of: "prior", decay: nn.ramped(config.ema ?? EMA) },
    },
    phases: [{
      update: ["prior"],
      optimiser: nn.adam({ rate: config.rate }),
      loss: ({ net, data: { codes, ...data } }) =>
        family.loss({
          tf,
          nn,
          config: config as never,
          layout,
          net: net.prior!,
          codes: codes!,
          data,
        }),
    }],
  };
  const trained = await learn({
    learner,
    steps: config.steps,
    seed: ctx.seed,
    rows: batch,
    batch: (index) => {
      const own = stream(index);
      // The first that the stream is asked for.
      drawRows(own, { count: batch, from: latents.count });
      return family.data?.({ ...built, stream: own, batch }) ?? {};
    },
    picks: {
      codes: {
        of: ndarray(latents.codes, [latents.count, ...layoutShape(layout)]),
        rows: (index) =>
          drawRows(stream(index), { count: batch, from: latents.count }),
      },
    },
  }, ctx);
  const weights = weightsIn(learner, trained.state, "averaged");
  const parameters = nn.countParameters(network);
  const facts = {
    network: network as unknown as Json,
    ...Object.fromEntries(
      (family.keeps ?? []).map((name) => [
        name,
        (config as unknown as Record<string, Json>)[name] ?? null,
      ]),
    ),
    noise: config.noise ?? 0,
    parameters,
    steps: trained.steps,
    loss: trained.history.metrics.loss ?? [],
  };
  const prior = priorOf(family, { latents, weights, facts });
  const scores: Record<string, Measurement> = {
    parameters: { value: parameters },
    flops: { value: family.flops({ nn, prior }) },
    diverged: { value: trained.divergedAt === undefined ? 0 : 1 },
  };
  if (heldOut !== undefined) {
    scores[family.heldOut.name] = await judge(family, {
      tools,
      model: { network, weights },
      config,
      heldOut,
      layout,
      seed: ctx.seed,
    });
  }
  return { prior, scores };
}

/** Fits a prior in closed form. */
export async function fitPrior(
  family: FittedPriorSpec<string, z.ZodObject, LayoutName>,
  { config, inputs, ctx }: Args,
): Promise<{ prior: PriorModel; scores: ScoreSet }> {
  const { latents, heldOut } = inputs;
  requireLayout(family, layoutOf(latents), config.noise ?? 0);
  if (heldOut !== undefined) requireAlike(latents, heldOut);
  const { weights, facts, scores } = await family.fit({
    config: config as never,
    latents,
    heldOut,
    seed: ctx.seed,
  });
  const own = { ...facts, noise: config.noise ?? 0 };
  return { prior: priorOf(family, { latents, weights, facts: own }), scores };
}

function priorOf(
  { name, draws }: Pick<Family, "name" | "draws">,
  { latents, weights, facts }:
    & Pick<PriorModel, "weights" | "facts">
    & { readonly latents: LatentSet },
): PriorModel {
  return {
    family: draws ?? name.replace(/^prior\./, ""),
    dim: latents.dim + Number(facts.noise),
    ...(latents.layout && { layout: latents.layout }),
    weights,
    facts,
  };
}

/** Mean loss over held-out codes, with the averaged weights. */
async function judge(
  family: Family,
  { tools, model, config, heldOut, layout, seed }: {
    readonly tools: Tools;
    readonly model: Weighted;
    readonly config: PriorConfig;
    readonly heldOut: LatentSet;
    readonly layout: Layout;
    readonly seed: bigint;
  },
): Promise<Measurement> {
  const { batch } = config;
  const { nn } = tools;
  const evaluate = compile(({ codes, ...rest }) => ({
    loss: family.loss({
      ...tools,
      config: config as never,
      layout,
      net: (x, options = {}) =>
        applyNetwork(model.network, rest, x, options).output,
      codes: codes!,
      data: rest,
    }),
  }), model.weights);
  const batches = Math.ceil(JUDGED / batch);
  let sum = 0;
  try {
    for (let index = 0; index < batches; index++) {
      const stream = random(seed, "held out", index);
      const rows = drawRows(stream, { count: batch, from: heldOut.count });
      const codes = takeRows(heldOut.codes, rows, heldOut.dim);
      const { loss } = await evaluate.run({
        ...family.data?.({
          nn,
          config: config as never,
          layout,
          stream,
          batch,
        }),
        codes: ndarray(codes, [batch, ...layoutShape(layout)]),
      });
      sum += loss!.data[0]!;
    }
  } finally {
    evaluate.dispose();
  }
  const { unit } = family.heldOut;
  return {
    value: sum / batches,
    count: heldOut.count,
    ...(unit !== undefined && { unit }),
    better: "lower",
  };
}

/** Refuses codes that a prior cannot be fitted to, before time is spent. */
function requireLayout(
  { name, takes }: {
    readonly name: string;
    readonly takes: readonly LayoutName[];
  },
  layout: Layout,
  noise: number,
): void {
  if (takes.includes(layoutName(layout))) {
    if (noise === 0 || "vector" in layout) return;
    throw new RangeError(
      `Cannot fit '${name}' with 'noise: ${noise}': expected codes that are vectors, got ${
        layoutText(layout)
      }; leave 'noise' out`,
    );
  }
  throw new RangeError(
    `Cannot fit '${name}': expected codes that are ${
      takes.map((each) => PLURAL[each]).join(" or ")
    }, got ${layoutText(layout)}`,
  );
}

const PLURAL: Readonly<Record<LayoutName, string>> = {
  vector: "vectors",
  grid: "grids",
  tokens: "tokens",
  sequence: "sequences",
};

function requireAlike(latents: LatentSet, heldOut: LatentSet): void {
  const [wanted, got] = [latents, heldOut].map((set) =>
    layoutText(layoutOf(set))
  );
  if (wanted === got) return;
  throw new RangeError(
    `Cannot judge a prior on held-out codes: expected ${wanted}, as those to fit, got ${got}`,
  );
}
