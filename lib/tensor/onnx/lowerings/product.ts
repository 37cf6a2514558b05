import { record, transpose } from "../record.ts";
import type { Lowerings } from "../lowering.ts";
import { broadcastShape } from "../pointwise.ts";
import type { Value } from "../value.ts";

function swapLast(value: Value): Value {
  const perm = value.shape.map((_, axis) => axis);
  perm.push(...perm.splice(-2).reverse());
  return transpose(value, perm);
}

/** a·b over the last two axes, either transposed, with broadcast batches. */
export function matMul(
  a: Value,
  b: Value,
  turned: { readonly a?: boolean; readonly b?: boolean } = {},
): Value {
  if (a.rank === 2 && b.rank === 2) {
    return record("Gemm", [a, b], {
      shape: [a.shape[turned.a ? 1 : 0]!, b.shape[turned.b ? 0 : 1]!],
      type: a.type,
      attributes: { transA: turned.a ? 1 : 0, transB: turned.b ? 1 : 0 },
    });
  }
  const left = turned.a ? swapLast(a) : a;
  const right = turned.b ? swapLast(b) : b;
  return record("MatMul", [left, right], {
    shape: [
      ...broadcastShape(left.shape.slice(0, -2), right.shape.slice(0, -2)),
      left.shape.at(-2)!,
      right.shape.at(-1)!,
    ],
    type: a.type,
  });
}

/** Whether extents fit; integers are left to the reference kernel. */
function multipliable(
  a: Value,
  b: Value,
  turned: { readonly a: boolean; readonly b: boolean },
): boolean {
  return a.type === "float32" && b.type === "float32" &&
    a.rank >= 2 && b.rank >= 2 &&
    a.shape.at(turned.a ? -2 : -1) === b.shape.at(turned.b ? -1 : -2);
}

/** Matrix products. */
export const products: Lowerings = {
  BatchMatMul: ({ a, b }, { transposeA, transposeB }) => {
    const turned = { a: transposeA as boolean, b: transposeB as boolean };
    return multipliable(a!, b!, turned) ? matMul(a!, b!, turned) : undefined;
  },
};
