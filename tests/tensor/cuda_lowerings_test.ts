import assert from "node:assert/strict";
import {
  dcganCritic,
  dcganGenerator,
  resnet,
} from "../../lib/nn/architectures.ts";
import { applyNetwork } from "../../lib/nn/apply.ts";
import { fitStep, initFit } from "../../lib/nn/fit_step.ts";
import { ganStep, initGan } from "../../lib/nn/gan_step.ts";
import { initNetwork } from "../../lib/nn/init.ts";
import { meanSquaredError } from "../../lib/nn/losses.ts";
import { random } from "../../lib/stats/random.ts";
import {
  type Arrays,
  compileStep,
  ndarray,
  type StepFunction,
  useEngine,
} from "../../lib/tensor/mod.ts";
import { usePlatform } from "../../lib/tensor/onnx/platform.ts";
import type { Provider } from "../../lib/tensor/onnx/session.ts";

interface Trained {
  readonly step: StepFunction;
  readonly initial: Arrays;
  readonly data: (index: number) => Arrays;
}

const IMAGE = [16, 16, 3] as const;
const BATCH = 6;
/** Small: Adam steps by the sign of slopes that are nothing but rounding. */
const RATE = 1e-6;

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
    rate: RATE,
    criticRate: RATE,
    beta1: 0.5,
    ema: 0.99,
  } as const;
  return {
    step: ganStep(gan),
    initial: initGan(gan, {
      generator: random(2n, "generator"),
      critic: random(2n, "critic"),
    }),
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
    step: fitStep((weights, { real, wanted }) => {
      const { output, updates } = applyNetwork(network, weights, real!, {
        training: true,
      });
      return { loss: meanSquaredError(output, wanted!), updates };
    }, { rate: RATE }),
    initial: initFit(initNetwork(network, random(4n, "weights"))),
    data: (index) => ({
      real: images(index),
      wanted: ndarray(
        random(5n, index).normal(new Float32Array(BATCH * 16)),
        [BATCH, 16],
      ),
    }),
  };
}

/** The state after some steps of what is recorded for a provider, on the CPU. */
async function trained(
  { step, initial, data }: Trained,
  provider: Provider,
): Promise<Arrays> {
  await useEngine("onnx");
  usePlatform(provider);
  try {
    const stepper = compileStep(step, initial);
    for (let i = 0; i < 5; i++) await stepper.run(data(i));
    const state = await stepper.state();
    stepper.dispose();
    return state;
  } finally {
    usePlatform("cpu");
  }
}

for (const [name, make] of Object.entries({ gan, residual })) {
  for (const provider of ["cuda", "webgpu"] as const) {
    Deno.test(`what is recorded of a ${name} for ${provider} trains as what is recorded for the CPU`, async () => {
      const expected = await trained(make(), "cpu");
      const found = await trained(make(), provider);
      assert.deepEqual(Object.keys(found), Object.keys(expected));
      const moments = Object.entries(expected).filter(([name]) =>
        /(^|\/|a\/)m\//.test(name)
      );
      assert.ok(moments.length > 5);
      for (const [name, { data }] of moments) {
        const scale = Math.max(1e-4, ...data.map(Math.abs));
        data.forEach((value, i) =>
          assert.ok(
            Math.abs(Number(found[name]!.data[i]) - value) < 2e-3 * scale,
            `${name}[${i}]: ${found[name]!.data[i]} for ${value}`,
          )
        );
      }
    });
  }
}
