import { dcganCritic, dcganGenerator } from "../../lib/nn/architectures.ts";
import { ganStep, initGan } from "../../lib/nn/gan_step.ts";
import { random } from "../../lib/stats/random.ts";
import { compileStep, ndarray, useEngine } from "../../lib/tensor/mod.ts";

const BATCH = 64;
const WIDTHS = [4, 8, 16, 32];
const STEPS = 40;

/** One hinge-GAN training step, 32×32×1, batch 64, critic of width 16. */
export async function* benchEngine({ threads = 1 } = {}) {
  const image = [32, 32, 1] as const;
  await useEngine("onnx", { threads });
  for (const width of WIDTHS) {
    const gan = {
      generator: dcganGenerator(32, { image, width }),
      critic: dcganCritic(image, { width: 16 }),
      loss: "hinge",
      rate: 1e-3,
      criticRate: 1e-3,
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
    for (let i = 0; i < STEPS; i++) {
      const codes = ndarray(
        random(2n, i).normal(new Float32Array(BATCH * 32)),
        [BATCH, 32],
      );
      const before = performance.now();
      await step.run({ real, codes });
      times.push(performance.now() - before);
    }
    step.dispose();
    const steady = times.slice(5).sort((a, b) => a - b);
    yield {
      workload: `dcgan${width}`,
      engine: "onnx",
      threads,
      ms: +steady[steady.length >> 1]!.toFixed(2),
      compile_ms: Math.round(times[0]! - steady[steady.length >> 1]!),
      peak_mib: Math.round(Deno.memoryUsage().rss / 2 ** 20),
    };
  }
}
