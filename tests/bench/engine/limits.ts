import * as tf from "@tensorflow/tfjs-core";
import {
  dcganCritic,
  dcganGenerator,
} from "../../../lib/nn/architectures/dcgan.ts";
import { ganLearner } from "../../../lib/nn/learn/gan.ts";
import {
  callsOf,
  learnerFunctions,
  type StepCall,
} from "../../../lib/nn/learn/learner_functions.ts";
import { initLearner } from "../../../lib/nn/learn/learner_state.ts";
import { random } from "../../../lib/stats/random.ts";
import {
  compile,
  compileProgram,
  ndarray,
  useEngine,
} from "../../../lib/tensor/mod.ts";
import { clocked } from "./workload.ts";

const STEPS = 10_000;
const BATCH = 16;
const image = [16, 16, 1] as const;

/** Steady memory of a long training, and compile times of large graphs. */
export async function* limits(
  { threads }: { readonly threads: number },
): AsyncGenerator<object> {
  await useEngine("onnx", { threads });
  yield await steadyMemory();
  yield await compileChain();
  yield await compileLayers();
}

/** Resident memory after a tenth of the steps, and after all. */
async function steadyMemory(): Promise<object> {
  const gan = {
    generator: dcganGenerator(8, { image, width: 8 }),
    critic: dcganCritic(image, { width: 8 }),
    loss: "hinge",
    rate: 1e-4,
    criticRate: 1e-4,
    beta1: 0.5,
    ema: 0.999,
  } as const;
  const learner = ganLearner(gan);
  const program = compileProgram(
    learnerFunctions(learner),
    initLearner(learner, (net) => random(1n, net)),
  );
  const [{ name }] = callsOf(learner, 0) as [StepCall];
  const real = ndarray(new Uint8Array(BATCH * 256).fill(9), [BATCH, ...image]);
  let early = 0;
  for (let i = 0; i < STEPS; i++) {
    const codes = random(2n, i).normal(new Float32Array(BATCH * 8));
    await program.call(name, { real, codes: ndarray(codes, [BATCH, 8]) });
    if (i === STEPS / 10) early = resident();
  }
  const late = resident();
  program.dispose();
  return {
    workload: `memory-${STEPS}-steps`,
    engine: "onnx",
    early_mib: early,
    late_mib: late,
    growth_mib: late - early,
  };
}

function resident(): number {
  return Math.round(Deno.memoryUsage().rss / 2 ** 20);
}

/** The first call of a function of 2,000 operators in a row. */
async function compileChain(): Promise<object> {
  const chain = compile(({ x }) => {
    let y = x!;
    for (let i = 0; i < 1000; i++) y = tf.add(tf.sin(y), x!);
    return { y };
  });
  const x = ndarray(new Float32Array(16), [16]);
  const ms = await clocked(() => chain.run({ x }));
  chain.dispose();
  return { workload: "compile-2000-nodes", engine: "onnx", ms: Math.round(ms) };
}

/** The first step of training 100 layers. */
async function compileLayers(): Promise<object> {
  const names = Array.from({ length: 100 }, (_, i) => `w${i}`);
  const program = compileProgram(
    {
      step: (state, { x }) => {
        const { grads } = tf.valueAndGrads((...weights: tf.Tensor[]) =>
          tf.sum(
            weights.reduce(
              (y, w) => tf.relu(tf.matMul(y as tf.Tensor2D, w as tf.Tensor2D)),
              x!,
            ),
          )
        )(names.map((name) => state[name]!));
        return {
          state: Object.fromEntries(names.map((name, i) => [
            name,
            tf.sub(state[name]!, tf.mul(grads[i]!, 1e-3)),
          ])),
          results: {},
        };
      },
    },
    Object.fromEntries(names.map((name) => [
      name,
      ndarray(new Float32Array(32 * 32).fill(0.05), [32, 32]),
    ])),
  );
  const x = ndarray(new Float32Array(8 * 32).fill(1), [8, 32]);
  const ms = await clocked(() => program.call("step", { x }));
  program.dispose();
  return {
    workload: "compile-100-layer-step",
    engine: "onnx",
    ms: Math.round(ms),
  };
}
