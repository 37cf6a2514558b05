import { applyNetwork } from "../../../lib/nn/network/apply.ts";
import { dcganGenerator } from "../../../lib/nn/architectures/dcgan.ts";
import { countFlops } from "../../../lib/nn/network/count.ts";
import { initNetwork } from "../../../lib/nn/network/init.ts";
import { random } from "../../../lib/stats/random.ts";
import { type Arrays, compile, ndarray } from "../../../lib/tensor/mod.ts";
import { clocked, type Workload } from "./workload.ts";

const network = dcganGenerator(32, { image: [32, 32, 3], width: 64 });

/** Images from codes: a DCGAN decoder of width 64, 32×32×3. */
export function decoder(batch: number): Workload {
  return {
    name: `decoder-batch${batch}`,
    gflop: batch * countFlops(network) / 1e9,
    calls: batch === 1 ? 80 : 24,
    start() {
      const weights = initNetwork(network, random(1n, "weights"));
      const forward = compile(({ codes, ...rest }) => ({
        images: applyNetwork(network, rest, codes!).output,
      }), weights);
      let into: Arrays = {};
      return Promise.resolve({
        call(i) {
          const codes = ndarray(
            random(2n, i).normal(new Float32Array(batch * 32)),
            [batch, 32],
          );
          return clocked(async () => {
            // As a loop over batches does.
            into = await forward.run({ codes }, into);
          });
        },
        dispose: () => forward.dispose(),
      });
    },
  };
}
