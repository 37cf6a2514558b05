/** A point relative to a shape's centre, in pixels; x to the right, y down. */
type DistanceTo = (x: number, y: number, radius: number) => number;

/** A shape that fits in a circle. */
export type Shape = "disc" | "square" | "triangle" | "ring" | "cross";

/** Half the side of a square in a unit circle. */
const HALF = Math.SQRT1_2;
const ROOT_3 = Math.sqrt(3);
/** Inner radius of the ring, and half the width of the cross's arms. */
const INNER = 0.55;
const ARM = 0.28;

/**
 * Signed distances to the outlines of shapes in a circle of radius r:
 * negative inside, and exact next to the outline but for inner corners.
 *
 * Source: Quilez, "2D distance functions", for the triangle.
 */
export const distanceTo: Readonly<Record<Shape, DistanceTo>> = {
  disc: (x, y, r) => Math.hypot(x, y) - r,
  ring: (x, y, r) =>
    Math.abs(Math.hypot(x, y) - (r * (1 + INNER)) / 2) - (r * (1 - INNER)) / 2,
  square: (x, y, r) => box(x, y, [r * HALF, r * HALF]),
  cross: (x, y, r) => {
    const long = r * Math.sqrt(1 - ARM ** 2);
    return Math.min(
      box(x, y, [long, r * ARM]),
      box(x, y, [r * ARM, long]),
    );
  },
  triangle,
};

function box(
  x: number,
  y: number,
  [wide, high]: readonly [number, number],
): number {
  const right = Math.abs(x) - wide;
  const below = Math.abs(y) - high;
  return Math.hypot(Math.max(right, 0), Math.max(below, 0)) +
    Math.min(Math.max(right, below), 0);
}

/** Equilateral, one corner up. */
function triangle(x: number, y: number, radius: number): number {
  const half = (radius * ROOT_3) / 2;
  let right = Math.abs(x) - half;
  let up = -y + half / ROOT_3;
  if (right + ROOT_3 * up > 0) {
    [right, up] = [(right - ROOT_3 * up) / 2, (-ROOT_3 * right - up) / 2];
  }
  right -= Math.max(-2 * half, Math.min(0, right));
  return -Math.hypot(right, up) * Math.sign(up);
}
