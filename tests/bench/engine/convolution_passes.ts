import { random } from "../../../lib/stats/random.ts";
import { platformInUse } from "../../../lib/tensor/onnx/platform.ts";
import {
  type Algorithm,
  ALGORITHMS,
  type Pass,
} from "../../../lib/tensor/onnx/lowerings/convolution/algorithms.ts";
import type { Geometry } from "../../../lib/tensor/onnx/lowerings/convolution/geometry.ts";
import { convolutions } from "../../../lib/tensor/onnx/lowerings/convolution/mod.ts";
import { writeModel } from "../../../lib/tensor/onnx/model.ts";
import { slice } from "../../../lib/tensor/onnx/parts.ts";
import { reshape } from "../../../lib/tensor/onnx/record.ts";
import { createSession } from "../../../lib/tensor/onnx/create_session.ts";
import { hostTensorOf } from "../../../lib/tensor/onnx/session.ts";
import { Value } from "../../../lib/tensor/onnx/value.ts";
import {
  attributesOf,
  type ConvolutionShape,
  geometryOfShape,
} from "./convolution_shapes.ts";

/** The three passes, with the kernel and the inputs of each. */
export const PASSES = {
  forward: { kernel: "Conv2D", inputs: ["x", "filter"] },
  inputGradient: { kernel: "Conv2DBackpropInput", inputs: ["dy", "filter"] },
  filterGradient: { kernel: "Conv2DBackpropFilter", inputs: ["x", "dy"] },
} as const satisfies Record<Pass, object>;

/** Records a pass on its two inputs; undefined where it cannot. */
export type Recorder = (a: Value, b: Value) => Value | undefined;

/** All ways to compute a pass of a shape, by name. */
export function algorithmsFor(
  pass: Pass,
  shape: ConvolutionShape,
): Record<string, Recorder> {
  const info = geometryOfShape(shape);
  const { channelBlock: block } = platformInUse();
  return Object.fromEntries(
    Object.entries<Algorithm>(ALGORITHMS[pass]).map(([name, algorithm]) => [
      name,
      (a, b) => algorithm(a, b, { info, block }),
    ]),
  );
}

/** What the engine itself records for a pass. */
export function loweringOf(
  pass: Pass,
  shape: ConvolutionShape,
): Recorder {
  const { kernel, inputs: [first, second] } = PASSES[pass];
  const { inShape, filterShape } = geometryOfShape(shape);
  const attributes = {
    ...attributesOf(shape),
    inputShape: [...inShape],
    filterShape: [...filterShape],
  };
  return (a, b) =>
    convolutions[kernel]!(
      { [first]: a, [second]: b },
      attributes,
    ) as Value | undefined;
}

/** A pass that is compiled and has its inputs. */
export interface CompiledPass {
  /** The graph as a file; equal for equal algorithms. */
  readonly bytes: Uint8Array;
  /** Computes it once. */
  run(): void;
  /** Frees the session. */
  dispose(): void;
}

/**
 * Compiles a pass of inputs with channels last that are fed. Of its result
 * only one element leaves the graph, because handing large results to
 * JavaScript takes longer than many a convolution: a view and a slice, a few
 * microseconds.
 */
export function compilePass(
  pass: Pass,
  { shape, record, threads }: {
    readonly shape: ConvolutionShape;
    readonly record: Recorder;
    readonly threads: number;
  },
): CompiledPass | undefined {
  const info = geometryOfShape(shape);
  const inputs = PASSES[pass].inputs.map((name) =>
    new Value(extentsOf(name, info), "float32", { placeholder: name })
  ) as [Value, Value];
  const result = record(...inputs);
  if (result === undefined) return undefined;
  // Flat first: ONNX Runtime would move a transpose behind the slice.
  const one = slice(reshape(result, [result.size]), { begin: [0], shape: [1] });
  const bytes = writeModel(new Map([["one", one]]), {
    inputs: new Map(inputs.map((value) => [value, value.placeholder!])),
  });
  const feeds = Object.fromEntries(inputs.map((value) => {
    const data = random(1n, value.placeholder!).normal(
      new Float32Array(value.size),
    );
    return [value.placeholder!, hostTensorOf(data, value.shape, "float32")];
  }));
  const session = createSession(bytes, { threads });
  return {
    bytes,
    run: () => void session.run(feeds),
    dispose: () => session.dispose(),
  };
}

function extentsOf(
  name: "x" | "dy" | "filter",
  { inShape, outShape, filterShape }: Geometry,
): readonly number[] {
  return { x: inShape, dy: outShape, filter: filterShape }[name];
}
