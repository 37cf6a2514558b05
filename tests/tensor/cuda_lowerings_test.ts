import assert from "node:assert/strict";
import {
  dcganCritic,
  dcganGenerator,
} from "../../lib/nn/architectures/dcgan.ts";
import { resnet } from "../../lib/nn/architectures/resnet.ts";
import { ganLearner } from "../../lib/nn/learn/gan.ts";
import type { Learner } from "../../lib/nn/learn/learner.ts";
import {
  callsOf,
  learnerFunctions,
  type StepCall,
} from "../../lib/nn/learn/learner_functions.ts";
import { initLearner } from "../../lib/nn/learn/learner_state.ts";
import { descend } from "../../lib/nn/optimise/descend.ts";
import { meanSquaredError } from "../../lib/nn/losses/mean_squared_error.ts";
import { random } from "../../lib/stats/random.ts";
import {
  type Arrays,
  compileProgram,
  ndarray,
  useEngine,
} from "../../lib/tensor/mod.ts";
import { usePlatform } from "../../lib/tensor/onnx/platform.ts";
import type { Provider } from "../../lib/tensor/onnx/session.ts";

interface Trained {
  readonly learner: Learner;
  readonly data: (index: number) => Arrays;
}

const IMAGE = [16, 16, 3] as const;
const BATCH = 6;
const STEPS = 5;
/** Down the slopes as they are: Adam steps by the sign of what is rounding. */
const OPTIMISER = descend(1e-3);

function images(index: number) {
  return ndarray(
    Uint8Array.from(
      random(1n, "images", index).integers(new Int32Array(BATCH * 768), 256),
    ),
    [BATCH, ...IMAGE],
  );
}

function gan(): Trained {
  const gan = {
    generator: dcganGenerator(8, { image: IMAGE, width: 8 }),
    critic: dcganCritic(IMAGE, { width: 8 }),
    loss: "hinge",
    rate: 1,
    criticRate: 1,
    beta1: 0.5,
    ema: 0.99,
  } as const;
  return {
    learner: ganLearner(gan),
    data: (index) => ({
      real: images(index),
      codes: ndarray(
        random(3n, index).normal(new Float32Array(BATCH * 8)),
        [BATCH, 8],
      ),
    }),
  };
}

/** Strides, convolutions of one pixel, batch norm, a sum over pixels. */
function residual(): Trained {
  const network = resnet(IMAGE, { width: 8, blocks: [1, 1] });
  return {
    learner: {
      nets: { network },
      phases: [{
        update: ["network"],
        optimiser: OPTIMISER,
        loss: ({ net, data }) =>
          meanSquaredError(net.network!(data.real!), data.wanted!),
      }],
    },
    data: (index) => ({
      real: images(index),
      wanted: ndarray(
        random(5n, index).normal(new Float32Array(BATCH * 16)),
        [BATCH, 16],
      ),
    }),
  };
}

/** How weights move by some steps of what is recorded for a provider, on the CPU. */
async function moves(
  { learner, data }: Trained,
  provider: Provider,
): Promise<Record<string, number[]>> {
  await useEngine("onnx");
  usePlatform(provider);
  try {
    const { nets, phases } = learner;
    const steep = {
      nets,
      phases: phases.map((phase) => ({ ...phase, optimiser: OPTIMISER })),
    };
    const initial = initLearner(steep, (net) => random(2n, net));
    const program = compileProgram(learnerFunctions(steep), initial);
    const [{ name }] = callsOf(steep, 0) as [StepCall];
    await program.many(name, STEPS, data);
    const state = await program.read("net/");
    program.dispose();
    return Object.fromEntries(
      Object.entries(state).map(([name, { data }]) => [
        name,
        Array.from(data, (value, i) => value - initial[name]!.data[i]!),
      ]),
    );
  } finally {
    usePlatform("cpu");
  }
}

for (const [name, make] of Object.entries({ gan, residual })) {
  for (const provider of ["cuda", "webgpu"] as const) {
    Deno.test(`what is recorded of a ${name} for ${provider} trains as what is recorded for the CPU`, async () => {
      const expected = await moves(make(), "cpu");
      const found = await moves(make(), provider);
      assert.deepEqual(Object.keys(found), Object.keys(expected));
      const all = Object.values(expected).flat();
      const greatest = all.reduce((a, b) => Math.max(a, Math.abs(b)), 0);
      assert.ok(greatest > 1e-3, `nothing moves: ${greatest}`);
      for (const [name, wanted] of Object.entries(expected)) {
        const scale = Math.max(1e-4, ...wanted.map(Math.abs));
        wanted.forEach((value, i) =>
          assert.ok(
            Math.abs(found[name]![i]! - value) < 2e-3 * scale,
            `${name}[${i}]: ${found[name]![i]} for ${value}`,
          )
        );
      }
    });
  }
}
