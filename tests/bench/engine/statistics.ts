import { symmetricEigenvalues } from "../../../lib/stats/eigen.ts";
import { frechetDistance } from "../../../lib/stats/frechet.ts";
import { kernelDistance } from "../../../lib/stats/kernel_distance.ts";
import { moments } from "../../../lib/stats/moments.ts";
import { prdc } from "../../../lib/stats/prdc.ts";
import { random } from "../../../lib/stats/random.ts";
import { clocked, type Workload } from "./workload.ts";

const DIM = 512;
const COUNT = 10_000;

/** Eigenvalues of a 512×512 covariance, float64. */
export const eigen: Workload = {
  name: "eigenvalues-512",
  calls: 3,
  async start() {
    const { covariance } = await moments(points("a", 2 * DIM).data, DIM);
    return {
      call: () => clocked(() => symmetricEigenvalues(covariance, DIM)),
      dispose() {},
    };
  },
};

/** Fréchet distance, kernel distance of all pairs, and PRDC. */
export const distances: Workload = {
  name: "fd-kid-prdc-10k-512",
  calls: 1,
  start() {
    const [a, b] = [points("a", COUNT), points("b", COUNT)];
    return Promise.resolve({
      call: () =>
        clocked(async () => {
          frechetDistance(
            await moments(a.data, DIM),
            await moments(b.data, DIM),
          );
          await kernelDistance(a, b);
          await prdc(a, b);
        }),
      dispose() {},
    });
  },
};

function points(name: string, count: number) {
  return {
    data: random(1n, name).normal(new Float32Array(count * DIM)),
    dim: DIM,
  };
}
