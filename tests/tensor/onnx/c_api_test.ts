import assert from "node:assert/strict";
import { writeModel } from "../../../lib/tensor/onnx/model.ts";
import { record } from "../../../lib/tensor/onnx/record.ts";
import { Value } from "../../../lib/tensor/onnx/value.ts";
import { openApi } from "../../../lib/tensor/onnx/c_api/api.ts";
import { OrtError } from "../../../lib/tensor/onnx/c_api/ort_error.ts";
import { NativeSession } from "../../../lib/tensor/onnx/c_api/native_session.ts";
import { hostTensor } from "../../../lib/tensor/onnx/c_api/tensor.ts";

/** A model of y = a + b, each of four numbers. */
function addition(): Uint8Array<ArrayBuffer> {
  const shape = [2, 2];
  const a = new Value(shape, "float32", { placeholder: "a" });
  const b = new Value(shape, "float32", { placeholder: "b" });
  const y = record("Add", [a, b], { shape, type: "float32" });
  return writeModel(new Map([["y", y]]), {
    inputs: new Map([[a, "a"], [b, "b"]]),
  }) as Uint8Array<ArrayBuffer>;
}

Deno.test("the C API is that of npm's onnxruntime-node", () => {
  assert.match(openApi().version, /^1\.30\./);
});

Deno.test("a native session tells its ports, and computes in place", () => {
  using session = new NativeSession(addition(), { threads: 1 });
  const port = (name: string) => ({ name, type: "float32", shape: [2, 2] });
  assert.deepEqual(session.inputs, [port("a"), port("b")]);
  assert.deepEqual(session.outputs, [port("y")]);
  const [a, b, y] = [
    Float32Array.of(1, 2, 3, 4),
    new Float32Array(4),
    new Float32Array(4),
  ];
  using binding = session.bind();
  const bound = [a, b, y].map((data) => hostTensor(data, [2, 2], "float32"));
  binding.input("a", bound[0]!);
  binding.input("b", bound[1]!);
  binding.output("y", bound[2]!);
  for (let i = 0; i < 3; i++) {
    b.fill(10 * i);
    session.run(binding);
    assert.deepEqual([...y], [1, 2, 3, 4].map((x) => x + 10 * i));
  }
  bound.forEach((value) => value[Symbol.dispose]());
});

/** Resident memory in MiB. */
function memory(): number {
  return Deno.memoryUsage().rss / 2 ** 20;
}

Deno.test("thousands of sessions, bindings and runs hold no memory", () => {
  const bytes = addition();
  const data = Array.from({ length: 3 }, () => new Float32Array(4));
  const open = (runs: number) => {
    using session = new NativeSession(bytes, { threads: 1 });
    using binding = session.bind();
    const bound = data.map((each) => hostTensor(each, [2, 2], "float32"));
    binding.input("a", bound[0]!);
    binding.input("b", bound[1]!);
    binding.output("y", bound[2]!);
    for (let i = 0; i < runs; i++) session.run(binding);
    bound.forEach((value) => value[Symbol.dispose]());
  };
  for (let i = 0; i < 100; i++) open(1);
  const before = memory();
  for (let i = 0; i < 1000; i++) open(1);
  const sessions = memory() - before;
  // Sessions that are not freed would hold 70.
  assert.ok(sessions < 25, `1,000 sessions hold ${sessions} MiB`);
  open(10_000);
  const steps = memory() - before - sessions;
  assert.ok(steps < 10, `10,000 runs hold ${steps} MiB`);
});

Deno.test("what ONNX Runtime refuses is thrown with its kind", () => {
  assert.throws(
    () => new NativeSession(new Uint8Array(9).fill(7), { threads: 1 }),
    (error: Error) => {
      assert.ok(error instanceof OrtError);
      assert.equal(error.kind, "invalid protobuf");
      return true;
    },
  );
  using session = new NativeSession(addition(), { threads: 1 });
  using binding = session.bind();
  using value = hostTensor(new Float32Array(3), [3], "float32");
  assert.throws(
    () => binding.input("z", value),
    /Cannot bind input 'z': the session has 'a', 'b'/,
  );
  binding.input("a", value);
  assert.throws(() => session.run(binding), OrtError);
  assert.throws(
    () =>
      new NativeSession(addition(), {
        threads: 1,
        providers: [{ name: "Nowhere" }],
      }),
    /Nowhere/,
  );
  session[Symbol.dispose]();
  assert.throws(() => session.bind(), /freed/);
});
