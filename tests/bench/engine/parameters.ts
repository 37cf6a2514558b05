import { random } from "../../../lib/stats/random.ts";
import { type NdArray, ndarray, sizeOf } from "../../../lib/tensor/array.ts";

/** Normal numbers of deviation √(2 / fan-in), by name; ones and zeros by suffix. */
export function parameters(
  shapes: Readonly<Record<string, readonly number[]>>,
): Record<string, NdArray> {
  return Object.fromEntries(
    Object.entries(shapes).map(([name, shape]) => {
      const data = new Float32Array(sizeOf(shape));
      if (name.endsWith("/gamma")) data.fill(1);
      else if (name.endsWith("/kernel")) {
        const scale = Math.sqrt(2 / sizeOf(shape.slice(0, -1)));
        random(1n, name).normal(data);
        data.forEach((x, i) => data[i] = x * scale);
      }
      return [name, ndarray(data, shape)];
    }),
  );
}
