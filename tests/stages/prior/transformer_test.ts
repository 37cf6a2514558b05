import assert from "node:assert/strict";
import { applyNetwork } from "../../../lib/nn/network/apply.ts";
import { pastOf } from "../../../lib/nn/network/past.ts";
import { initNetwork } from "../../../lib/nn/network/init.ts";
import { tokenTransformer } from "../../../lib/nn/architectures/token_transformer.ts";
import type { Network } from "../../../lib/nn/network/network.ts";
import { random } from "../../../lib/stats/random.ts";
import { mapValues } from "../../../lib/tensor/map_values.ts";
import { compileProgram } from "../../../lib/tensor/compile_program.ts";
import {
  compile,
  ndarray,
  sizeOf,
  useEngine,
} from "../../../lib/tensor/mod.ts";
import { transformer } from "../../../stages/prior/transformer.ts";
import type {
  LatentSet,
  PriorModel,
  ScoreSet,
} from "../../../stages/kinds/mod.ts";
import { samplePrior } from "../../../stages/prior/work/sample.ts";
import { runStage } from "../../fixtures/run_stage.ts";

const VOCABULARY = 3;

/** A chain: the next token is the same with 0.8, else one of the others. */
function chain(count: number, name: string): LatentSet {
  const codes = new Float32Array(count * 4);
  for (let i = 0; i < count; i++) {
    const draws = random(7n, name, i).uniform(new Float32Array(8));
    let token = Math.floor(draws[0]! * VOCABULARY);
    for (let j = 0; j < 4; j++) {
      if (j > 0 && draws[2 * j]! >= 0.8) {
        token = (token + (draws[2 * j + 1]! < 0.5 ? 1 : 2)) % VOCABULARY;
      }
      codes[4 * i + j] = token;
    }
  }
  return { codes, count, dim: 4, layout: { tokens: [2, 2, VOCABULARY] } };
}

const CONFIG = { size: "XS", steps: 250, batch: 64, rate: 3e-3, ema: 0.95 };

Deno.test("prior.transformer learns the law of a chain, and draws from it", async () => {
  const inputs = {
    latents: chain(3000, "train"),
    heldOut: chain(1000, "held"),
  };
  const { outputs } = await runStage(transformer, { inputs, config: CONFIG });
  const { prior, scores } = outputs as { prior: PriorModel; scores: ScoreSet };
  // Nats a token: the first is even, each other knows the one before.
  const stay = -(0.8 * Math.log(0.8) + 0.2 * Math.log(0.1));
  const entropy = (Math.log(3) + 3 * stay) / 4;
  const found = scores.nllToken!.value;
  assert.ok(
    found > entropy - 0.03 && found < entropy + 0.06,
    `${found} ${entropy}`,
  );
  const drawn = await samplePrior(prior, { seed: 3n, count: 2000 });
  const again = await samplePrior(prior, { seed: 3n, count: 2000 });
  assert.deepEqual(drawn, again);
  let same = 0;
  const firsts = [0, 0, 0];
  for (let i = 0; i < 2000; i++) {
    firsts[drawn[4 * i]!]!++;
    for (let j = 1; j < 4; j++) {
      if (drawn[4 * i + j] === drawn[4 * i + j - 1]) same++;
    }
  }
  assert.ok(Math.abs(same / 6000 - 0.8) < 0.04, `${same / 6000}`);
  for (const count of firsts) {
    assert.ok(Math.abs(count / 2000 - 1 / 3) < 0.06, `${firsts}`);
  }
});

Deno.test("prior.transformer interrupted gives the same bytes", async () => {
  const inputs = { latents: chain(200, "train") };
  const config = { ...CONFIG, steps: 6 };
  const whole = await runStage(transformer, { inputs, config });
  const parts = await runStage(transformer, { inputs, config, stopAt: 0.5 });
  assert.deepEqual(parts.digests, whole.digests);
});

Deno.test("prior.transformer refuses codes that are no tokens, and noise after them", async () => {
  const latents = chain(50, "train");
  await assert.rejects(
    runStage(transformer, {
      inputs: { latents: { ...latents, layout: undefined } },
      config: CONFIG,
    }),
    /Cannot fit 'prior\.transformer': expected codes that are tokens, got a vector of 4$/,
  );
  await assert.rejects(
    runStage(transformer, {
      inputs: { latents },
      config: { ...CONFIG, noise: 2 },
    }),
    /Cannot fit 'prior\.transformer' with 'noise: 2': expected codes that are vectors, got 2×2 tokens of 3; leave 'noise' out$/,
  );
});

const ROTARY: Network = {
  input: [5, 8],
  layers: [
    { type: "position", of: "sine" },
    { type: "attention", heads: 2, causal: true, rotary: true },
  ],
};

for (
  const [name, network] of Object.entries({
    "learned places": tokenTransformer({ length: 5, vocabulary: 7 }, "XS"),
    "turned places": ROTARY,
  })
) {
  Deno.test(`a sequence made in turn is the one made at once, with ${name}`, async () => {
    await useEngine("onnx");
    const [length = 0, ...rest] = network.input;
    const size = sizeOf(rest);
    const weights = initNetwork(network, random(1n, "weights"));
    // Zero at the start.
    for (const [entry, array] of Object.entries(weights)) {
      random(2n, entry).normal(array.data as Float32Array);
      (array.data as Float32Array).forEach((v, i, all) => all[i] = v / 5);
    }
    const x = rest.length === 0
      ? Float32Array.of(3, 0, 6, 6, 1)
      : random(3n, "x").normal(new Float32Array(length * size));
    const whole = compile(({ x, ...all }) => ({
      y: applyNetwork(network, all, x!).output,
    }), weights);
    const { y } = await whole.run({ x: ndarray(x, [1, length, ...rest]) });
    whole.dispose();
    const program = compileProgram(
      {
        next: (past, { x, place, ...all }) => {
          const { output, past: next } = applyNetwork(network, all, x!, {
            decoding: { place: place!, past },
          });
          return { state: next, results: { output } };
        },
      },
      mapValues(
        pastOf(network),
        (shape) => ndarray(new Float32Array(sizeOf(shape)), [1, ...shape]),
      ),
      weights,
    );
    const found: number[] = [];
    for (let i = 0; i < length; i++) {
      const { output } = await program.call("next", {
        x: ndarray(x.slice(i * size, (i + 1) * size), [1, 1, ...rest]),
        place: ndarray(
          Float32Array.from({ length }, (_, at) => at === i ? 1 : 0),
          [length],
        ),
      });
      found.push(...output!.data);
    }
    program.dispose();
    found.forEach((value, i) =>
      assert.ok(Math.abs(value - y!.data[i]!) < 1e-5, `${value} ${y!.data[i]}`)
    );
  });
}
