import { frechetDistance } from "../../lib/stats/frechet.ts";
import { kernelDistance } from "../../lib/stats/kernel_distance.ts";
import { moments } from "../../lib/stats/moments.ts";
import { prdc } from "../../lib/stats/prdc.ts";
import { random } from "../../lib/stats/random.ts";
import { useEngine } from "../../lib/tensor/mod.ts";

const COUNT = 10_000;

/** Distances of 10,000 features of 128 and 512 dimensions from 10,000 others. */
export async function* benchMetrics({ threads = 2 } = {}) {
  await useEngine("onnx", { threads });
  for (const dim of [128, 512]) {
    const points = (name: string) => ({
      data: random(1n, name).normal(new Float32Array(COUNT * dim)),
      dim,
    });
    const [a, b] = [points("a"), points("b")];
    const metrics = {
      frechet: async () =>
        frechetDistance(await moments(a.data, dim), await moments(b.data, dim)),
      kernel: () => kernelDistance(a, b),
      prdc: () => prdc(a, b),
    };
    for (const [name, measure] of Object.entries(metrics)) {
      const started = performance.now();
      await measure();
      yield {
        workload: `${name} ${COUNT}×${dim}`,
        threads,
        ms: Math.round(performance.now() - started),
        peak_mib: Math.round(Deno.memoryUsage().rss / 2 ** 20),
      };
    }
  }
}
