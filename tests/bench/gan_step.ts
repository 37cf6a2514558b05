/**
 * Times one hinge-GAN training step (32×32×1, batch 64) on the `onnx` engine.
 *
 * Run: `deno run -A tests/bench/gan_step.ts [threads] [widths…]`
 *
 * @module
 */
import { dcganCritic, dcganGenerator } from "../../lib/nn/architectures.ts";
import { ganStep, initGan } from "../../lib/nn/gan_step.ts";
import { random } from "../../lib/stats/random.ts";
import { compileStep, ndarray, useEngine } from "../../lib/tensor/mod.ts";

const BATCH = 64;
const image = [32, 32, 1] as const;
const [threads = 1, ...widths] = Deno.args.map(Number);
await useEngine("onnx", { threads });
for (const width of widths.length > 0 ? widths : [4, 8, 16, 32]) {
  const gan = {
    generator: dcganGenerator(32, { image, width }),
    critic: dcganCritic(image, { width: 16 }),
    loss: "hinge",
    rate: 2e-4,
    criticRate: 2e-4,
    beta1: 0.5,
    ema: 0.999,
  } as const;
  const step = compileStep(
    ganStep(gan),
    initGan(gan, {
      generator: random(1n, "generator"),
      critic: random(1n, "critic"),
    }),
  );
  const real = ndarray(new Uint8Array(BATCH * 1024).fill(9), [
    BATCH,
    ...image,
  ]);
  const times: number[] = [];
  let metrics = {};
  const start = performance.now();
  for (let i = 0; i < 40; i++) {
    const codes = ndarray(
      random(2n, i).normal(new Float32Array(BATCH * 32)),
      [BATCH, 32],
    );
    const before = performance.now();
    const result = await step.run({ real, codes });
    times.push(performance.now() - before);
    metrics = Object.fromEntries(
      Object.entries(result).map(([name, { data }]) => [name, data[0]]),
    );
  }
  const compiled = times[0]! - times[1]!;
  const median = times.slice(5).sort((a, b) => a - b)[17]!;
  console.log(JSON.stringify({
    workload: `dcgan${width}`,
    engine: "onnx",
    threads,
    ms: +median.toFixed(2),
    compile_ms: Math.round(compiled),
    total_ms: Math.round(performance.now() - start),
    ...metrics,
  }));
  step.dispose();
}
