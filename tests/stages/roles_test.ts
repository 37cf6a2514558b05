import assert from "node:assert/strict";
import type { Tensor } from "@tensorflow/tfjs-core";
import { z } from "zod";
import { PipelineError } from "../../lib/dsl/error.ts";
import {
  defineEncoder,
  defineGenerator,
  definePrior,
  DRAWN,
} from "../../stages/mod.ts";
import type { EncoderSpec } from "../../stages/roles/encoder_spec.ts";
import { encoderConfig } from "../../stages/encode/config.ts";
import { shapePictures } from "../fixtures/images.ts";
import { runStage } from "../fixtures/run_stage.ts";

const images = await shapePictures({ size: 16, train: 60, test: 10 });
const TINY = { dim: 4, width: 4, steps: 3, batch: 8 };

function refused(define: () => unknown, sentence: RegExp): void {
  assert.throws(define, (error: unknown) => {
    assert.ok(error instanceof PipelineError);
    assert.equal(error.code, "misuse");
    assert.match(error.message, sentence);
    return true;
  });
}

/** An autoencoder of one's own. */
const own = {
  name: "own.plain",
  version: 1,
  summary: "Trains an autoencoder",
  config: z.object(encoderConfig),
  nets: ({ nn, config: { dim, width }, image }) => ({
    encoder: nn.convEncoder(image, { width, units: dim }),
    decoder: nn.dcganGenerator(dim, { image, width }),
  }),
  loss({ nn, net, x }) {
    const error = nn.meanSquaredError(net.decoder(net.encoder(x)), x);
    return { loss: error, metrics: { twice: nn.meanSquaredError(x, x) } };
  },
  codes: "encoder",
  decode: "decoder",
} satisfies EncoderSpec<
  "own.plain",
  z.ZodObject<typeof encoderConfig>,
  "encoder" | "decoder",
  never,
  "decoder",
  "vector"
>;

Deno.test("a family whose schema lacks what its role reads is refused where it is defined", () => {
  const { steps: _, rate: __, ...others } = encoderConfig;
  refused(
    () => defineEncoder({ ...own, config: z.object(others) as never }),
    /^Cannot define 'own\.plain': its role reads the settings 'steps', 'rate', which 'config' does not declare$/,
  );
  const prior = {
    name: "own.flow",
    version: 1,
    summary: "Fits a flow",
    config: z.object({ steps: encoderConfig.steps, rate: encoderConfig.rate }),
    takes: ["vector"],
    network: () => ({ input: [1], layers: [] }),
    loss: ({ codes }: { codes: Tensor }) => codes,
    heldOut: { name: "error" },
    flops: () => 0,
  } as const;
  refused(
    () => definePrior({ ...prior, draws: "flow" }),
    /^Cannot define 'own\.flow': its role reads the setting 'batch', which/,
  );
  const whole = z.object({ ...encoderConfig });
  refused(
    () => definePrior({ ...prior, config: whole }),
    /^Cannot define 'own\.flow': say with 'draws' as which of Senzai's priors its codes are drawn/,
  );
  refused(
    () =>
      definePrior({
        ...prior,
        config: whole,
        draws: "flow",
        draw: () => new Float32Array(0),
      }),
    /'draws' says that codes are drawn as those of prior\.flow, so that a 'draw' or 'sampler' of its own would never be called$/,
  );
  refused(
    () =>
      defineGenerator({
        name: "own.flow",
        version: 1,
        summary: "Trains a flow",
        config: whole,
        inputs: DRAWN,
        learner: () => ({ nets: {}, phases: [] }),
        keep: "flow",
        flow: { from: "code" },
      }),
    /^Cannot define 'own\.flow': its role reads the settings 'integration', 'method', which/,
  );
});

Deno.test("an encoder whose codes are not laid out as it says is not trained", async () => {
  const wrong = defineEncoder({ ...own, layout: "grid" });
  await assert.rejects(
    runStage(wrong, { inputs: { images: images.train }, config: TINY }),
    /Cannot train 'own\.plain': its codes of shape \[4\] are laid out as vector, but it declares 'layout: "grid"'$/,
  );
});

Deno.test("figures beside the loss of an encoder are facts of it", async () => {
  const { outputs } = await runStage(defineEncoder(own), {
    inputs: { images: images.train },
    config: TINY,
  });
  assert.deepEqual(outputs.encoder.facts.figures, { twice: [0, 0, 0] });
});

Deno.test("a generator that its learner does not have is not trained", async () => {
  const wrong = defineGenerator({
    name: "own.gan",
    version: 1,
    summary: "Trains a generator",
    config: z.object({
      steps: encoderConfig.steps,
      batch: encoderConfig.batch,
      seed: encoderConfig.seed,
    }),
    inputs: DRAWN,
    learner: ({ nn, image, code }) => ({
      nets: { made: nn.decoderOf(code, { image, width: 4 }) },
      phases: [],
    }),
    keep: "mad",
  });
  const prior = { family: "normal", dim: 4, weights: {}, facts: {} };
  await assert.rejects(
    runStage(wrong, {
      inputs: { images: images.train, prior },
      config: { steps: 2, batch: 4 },
    }),
    /Cannot train 'own\.gan': its learner has no 'mad' to keep, but made$/,
  );
});
