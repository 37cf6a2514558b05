import { dcganCritic, dcganGenerator } from "../../lib/nn/architectures.ts";
import { ganStep, initGan } from "../../lib/nn/gan_step.ts";
import { random } from "../../lib/stats/random.ts";
import { compileStep, ndarray, useEngine } from "../../lib/tensor/mod.ts";
import { startPyTorch } from "./_peer.ts";

const BATCH = 64;
const WIDTHS = [4, 8, 16, 32, 64];
const STEPS = 24;
const ROUNDS = 3;
const image = [32, 32, 1] as const;

/**
 * One hinge-GAN training step (32×32×1, batch 64, critic of width 16) here and
 * in PyTorch, if there is one, in turns: the least of each over the rounds.
 */
export async function* benchEngine({ threads = 2 } = {}) {
  await useEngine("onnx", { threads });
  const peer = await startPyTorch();
  for (const width of WIDTHS) {
    const own: number[] = [];
    const peers: number[] = [];
    for (let round = 0; round < ROUNDS; round++) {
      own.push(await timeStep(width));
      if (peer !== undefined) {
        peers.push((await peer.ask({ width, threads, steps: STEPS })).ms);
      }
    }
    const ms = Math.min(...own);
    const peerMs = Math.min(...peers);
    yield {
      workload: `dcgan${width}`,
      engine: "onnx",
      threads,
      ms: +ms.toFixed(2),
      ...(peer === undefined ? {} : {
        peer: `pytorch ${peer.version}`,
        peer_ms: +peerMs.toFixed(2),
        ratio: +(ms / peerMs).toFixed(3),
      }),
      peak_mib: Math.round(Deno.memoryUsage().rss / 2 ** 20),
    };
  }
  await peer?.close();
}

/** Median milliseconds of a step. */
async function timeStep(width: number): Promise<number> {
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
  const real = ndarray(new Uint8Array(BATCH * 1024).fill(9), [BATCH, ...image]);
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
  const steady = times.slice(STEPS / 4).sort((a, b) => a - b);
  return steady[steady.length >> 1]!;
}
