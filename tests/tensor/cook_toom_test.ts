import assert from "node:assert/strict";
import { cookToom } from "../../lib/tensor/onnx/lowerings/convolution/cook_toom.ts";

const times = (rows: readonly (readonly number[])[], x: readonly number[]) =>
  rows.map((row) => row.reduce((sum, a, i) => sum + a * x[i]!, 0));

for (
  const [outputs, points] of [
    [2, [0, 1, -1]],
    [4, [0, 1, -1, 2, -2]],
    [4, [0, 0.5, -0.5, 1.5, -1.5]],
  ] as const
) {
  Deno.test(`cookToom() correlates ${outputs} places with 3 taps at points ${points}`, () => {
    const { input, filter, output } = cookToom(points, { outputs, taps: 3 });
    const x = Array.from({ length: outputs + 2 }, (_, i) => Math.sin(1 + i));
    const taps = [0.3, -1.1, 2.5];
    const products = times(filter, taps).map((a, i) => a * times(input, x)[i]!);
    times(output, products).forEach((value, i) => {
      const sum = taps.reduce((all, tap, j) => all + tap * x[i + j]!, 0);
      assert.ok(Math.abs(value - sum) < 1e-12, `${value} against ${sum}`);
    });
  });
}
