import assert from "node:assert/strict";
import * as tf from "@tensorflow/tfjs-core";
import { compileProgram, ndarray, useEngine } from "../../../lib/tensor/mod.ts";
import { addonSession } from "../../../lib/tensor/onnx/addon_session.ts";
import { hostSession } from "../../../lib/tensor/onnx/c_api/host_session.ts";
import { recordFunction } from "../../../lib/tensor/onnx/recording.ts";
import { carriedProgram } from "../../../lib/tensor/onnx/carried_program.ts";
import { writeModel } from "../../../lib/tensor/onnx/model.ts";
import { record } from "../../../lib/tensor/onnx/record.ts";
import { cudaTransfers } from "../../../lib/tensor/onnx/cuda/transfers.ts";
import {
  type Residence,
  residentProgram,
} from "../../../lib/tensor/onnx/resident_program.ts";
import { hostTensorOf } from "../../../lib/tensor/onnx/session.ts";
import {
  type Form,
  graphTransfers,
} from "../../../lib/tensor/onnx/transfers.ts";
import { Value } from "../../../lib/tensor/onnx/value.ts";
import { random } from "../../../lib/stats/random.ts";

const OPTIONS = { threads: 1 };

/** A step of gradient descent of a line, as a graph. */
async function descent() {
  await useEngine("onnx");
  const arrays = {
    w: ndarray(random(1n, "w").normal(new Float32Array(12)), [4, 3]),
    x: ndarray(random(1n, "x").normal(new Float32Array(20)), [5, 4]),
  };
  const { inputs, outputs } = recordFunction(({ w, x }) => {
    const gradient = tf.grad((w) =>
      tf.mean(tf.square(tf.tanh(tf.matMul(x!, w as tf.Tensor2D))))
    );
    return {
      w: tf.sub(w!, tf.mul(gradient(w!), 0.1)),
      loss: tf.mean(tf.square(tf.matMul(x!, w!))),
    };
  }, arrays);
  const bytes = writeModel(
    new Map([...outputs].map(([name, value]) => [`${name}'`, value])),
    { inputs: new Map([...inputs].map(([name, value]) => [value, name])) },
  );
  const [w, x] = [arrays.w, arrays.x].map(({ data, shape }) =>
    hostTensorOf(data, shape, "float32")
  );
  return { bytes, w: w!, x: x! };
}

/** Gives inputs back. */
function identity(forms: readonly Form[]) {
  const values = forms.map(({ dims }, i) =>
    new Value(dims, "float32", { placeholder: `i${i}` })
  );
  const bytes = writeModel(
    new Map(values.map((value, i) => [`o${i}`, value])),
    { inputs: new Map(values.map((value, i) => [value, `i${i}`])) },
  );
  return hostSession(bytes, OPTIONS).native!;
}

const MEMCPY = {
  memcpy: { parameters: ["pointer", "pointer", "usize"], result: "pointer" },
} as const;

/** The host's memory, as if it were a device's, and both ways to copy there. */
function residences(): (Residence & { readonly isCaptured: boolean })[] {
  const device = { name: "Cpu", id: 0 };
  const residences = [graphTransfers(identity)];
  if (Deno.build.os === "linux") {
    const { symbols } = Deno.dlopen("libc.so.6", MEMCPY);
    residences.push(cudaTransfers({
      copy: (to, from, bytes) => void symbols.memcpy(to, from, BigInt(bytes)),
      settle() {},
    }));
  }
  return residences.flatMap((transfers) => [
    { device, transfers, isCaptured: false },
    { device, transfers, isCaptured: true },
  ]);
}

Deno.test("sessions of the C API and of the package's binding give the same bits", async () => {
  const { bytes, w, x } = await descent();
  const [native, addon] = [hostSession, addonSession].map((open) => {
    const session = open(bytes, OPTIONS);
    const { inputs, outputs } = session;
    const results = session.run({ w, x });
    session.dispose();
    return {
      inputs,
      outputs,
      results: Object.fromEntries(
        Object.entries(results).map(([name, { data, dims, type }]) => [
          name,
          { data: [...data as Float32Array], dims: [...dims], type },
        ]),
      ),
    };
  });
  assert.deepEqual(native, addon);
});

Deno.test("a state that stays and one that is carried take the same steps", async () => {
  const { bytes, w, x } = await descent();
  const session = hostSession(bytes, OPTIONS);
  const ports = {
    reads: new Map([["w", "w"]]),
    writes: new Map([["w", "w'"]]),
    results: ["loss'"],
    resident: new Map<string, string>(),
  };
  const graph = (isCaptured: boolean) => ({ session, isCaptured });
  const transfers = () => assert.fail("nothing is copied on the host");
  const programs = [
    { program: residentProgram({ w }, {}, { transfers }), isCaptured: false },
    { program: carriedProgram({ w }, {}), isCaptured: false },
    ...residences().map(({ isCaptured, ...residence }) => ({
      program: residentProgram({ w }, {}, residence),
      isCaptured,
    })),
  ];
  const steppers = programs.map(({ program, isCaptured }) => ({
    run: program.add(graph(isCaptured), ports).run,
    state: () => program.read(["w"]),
    dispose: () => program.dispose(),
  }));
  for (let i = 0; i < 7; i++) {
    const fed = {
      x: { ...x, data: (x.data as Float32Array).map((v) => v + i) },
    };
    const found = await Promise.all(steppers.map(({ run }) => run(fed)));
    const [loss, ...losses] = found.map((each) => each["loss'"]!.data);
    const [now, ...others] = steppers.map((stepper) =>
      stepper.state()[0]!.data
    );
    for (const other of losses) assert.deepEqual(loss, other);
    for (const other of others) assert.deepEqual(now, other);
  }
  // What was given stays as it was, at first and afterwards.
  const [before] = steppers[0]!.state();
  const kept = before!.data.slice();
  await steppers[0]!.run({ x });
  assert.deepEqual(before!.data, kept);
  assert.notDeepEqual(steppers[0]!.state()[0]!.data, kept);
  assert.deepEqual(
    w.data,
    random(1n, "w").normal(new Float32Array(12)),
  );
  steppers.forEach((stepper) => stepper.dispose());
  session.dispose();
});

Deno.test("outputs whose extents depend on the data are read after the run", () => {
  const x = new Value([6], "float32", { placeholder: "x" });
  const places = record("NonZero", [x], { shape: [1, -1], type: "int64" });
  const bytes = writeModel(new Map([["places", places]]), {
    inputs: new Map([[x, "x"]]),
  });
  for (const open of [hostSession, addonSession]) {
    const session = open(bytes, OPTIONS);
    for (const data of [[0, 1, 0, 2, 3, 0], [0, 0, 0, 0, 0, 0]]) {
      const fed = hostTensorOf(Float32Array.from(data), [6], "float32");
      const { places } = session.run({ x: fed });
      const found = [...data.keys()].filter((i) => data[i] !== 0).map(BigInt);
      assert.deepEqual([...places!.data as BigInt64Array], found);
      assert.deepEqual([...places!.dims], [1, found.length]);
      assert.equal(places!.type, "int64");
    }
    session.dispose();
  }
});

Deno.test("10,000 compiled steps hold no memory", async () => {
  await useEngine("onnx");
  const program = compileProgram({
    step: ({ w }, { x }) => ({
      state: { w: tf.add(tf.mul(w!, 0.5), x!) },
      results: { sum: tf.sum(w!) },
    }),
  }, { w: ndarray(new Float32Array(10_000), [10_000]) });
  const x = ndarray(new Float32Array(10_000).fill(1), [10_000]);
  const mebibytes = async (steps: number) => {
    for (let i = 0; i < steps; i++) await program.call("step", { x });
    return Deno.memoryUsage().rss / 2 ** 20;
  };
  const before = await mebibytes(1000);
  const after = await mebibytes(10_000);
  // Each step would leave 40 kB, were its state not freed.
  assert.ok(after - before < 40, `${before} MiB, then ${after} MiB`);
  program.dispose();
});
