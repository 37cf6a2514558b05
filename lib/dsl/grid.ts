import { withLabels } from "./labels.ts";

/** Most points of one grid. */
const MOST_POINTS = 1_000_000;

/** A value that an axis of a grid may take. */
export type AxisValue = string | number | boolean;

/** Axes of a grid: name to values, in order. */
export type Axes = Readonly<Record<string, readonly AxisValue[]>>;

/** One point of a grid. */
export type Point<G extends Axes> = { readonly [A in keyof G]: G[A][number] };

/**
 * Label of a point, such as `"latent=pca,width=8"`.
 *
 * @throws {RangeError} when a name or value contains `=` or `,`
 *
 * @example
 * ```ts
 * import { pointLabel } from "./grid.ts";
 *
 * console.assert(pointLabel({ latent: "pca", width: 8 }) === "latent=pca,width=8");
 * ```
 */
export function pointLabel(point: Readonly<Record<string, AxisValue>>): string {
  return Object.entries(point).map(([axis, value]) => {
    if (/[=,]/.test(`${axis}${value}`)) {
      throw new RangeError(
        `Cannot label a grid point: '=' and ',' are reserved: ${axis} ${value}`,
      );
    }
    return `${axis}=${value}`;
  }).join(",");
}

/**
 * Inverse of {@linkcode pointLabel}; values stay strings.
 *
 * @example
 * ```ts
 * import { parsePointLabel } from "./grid.ts";
 *
 * console.assert(parsePointLabel("latent=pca,width=8").width === "8");
 * ```
 */
export function parsePointLabel(label: string): Record<string, string> {
  return Object.fromEntries(
    label.split(",").filter((part) => part.includes("=")).map((part) => {
      const at = part.indexOf("=");
      return [part.slice(0, at), part.slice(at + 1)];
    }),
  );
}

/**
 * All points of the Cartesian product, the last axis varying fastest.
 *
 * @throws {RangeError} when an axis has no values or a value twice, or there
 * are more than a million points
 *
 * @example
 * ```ts
 * import { gridPoints } from "./grid.ts";
 *
 * const points = gridPoints({ latent: ["pca", "dae"], width: [8, 16] });
 * console.assert(points.length === 4 && points[1]?.width === 16);
 * ```
 */
export function gridPoints<const G extends Axes>(axes: G): Point<G>[] {
  const count = Object.values(axes).reduce(
    (product, values) => product * values.length,
    1,
  );
  if (count > MOST_POINTS) {
    throw new RangeError(
      `Cannot build a grid: expected at most ${MOST_POINTS} points, got ${count}`,
    );
  }
  let points: Record<string, AxisValue>[] = [{}];
  for (const [axis, values] of Object.entries(axes)) {
    if (values.length === 0) {
      throw new RangeError(`Cannot build a grid: axis '${axis}' has no values`);
    }
    if (new Set(values.map(String)).size !== values.length) {
      throw new RangeError(
        `Cannot build a grid: axis '${axis}' repeats a value: ${values}`,
      );
    }
    points = points.flatMap((point) =>
      values.map((value) => ({ ...point, [axis]: value }))
    );
  }
  return points as Point<G>[];
}

/** Results by label as own properties, so that a spread takes nothing else. */
class Cells<G extends Axes, R> {
  readonly #axes: readonly string[];

  constructor(axes: G, cells: Readonly<Record<string, R>>) {
    this.#axes = Object.keys(axes);
    Object.assign(this, cells);
  }

  /**
   * The result at a point, whatever the order of its axes.
   *
   * @throws {RangeError} when the grid has no such point
   */
  at(point: Point<G>): R {
    const ordered = Object.fromEntries(
      this.#axes.map((axis) => [axis, point[axis]!]),
    );
    const label = pointLabel({ ...ordered, ...point });
    const cells = this as unknown as Readonly<Record<string, R>>;
    if (Object.hasOwn(cells, label)) return cells[label]!;
    throw new RangeError(
      `Cannot find a grid point: expected one like ${
        Object.keys(cells)[0]
      }, got ${label}`,
    );
  }
}

/** Results of a grid: a record by label, and `at` a point. */
export type Grid<G extends Axes, R> = Cells<G, R> & Readonly<Record<string, R>>;

/**
 * Evaluates `body` at every point of a Cartesian product and returns the
 * results by label, in a fixed order. Nodes that do not depend on an axis are
 * built once, whatever the number of points.
 *
 * @example
 * ```ts
 * import { grid } from "./grid.ts";
 *
 * const areas = grid({ w: [1, 2], h: [3] }, ({ w, h }) => w * h);
 * console.assert(areas.at({ w: 2, h: 3 }) === 6);
 * console.assert(Object.keys(areas).join(" ") === "w=1,h=3 w=2,h=3");
 * ```
 */
export function grid<const G extends Axes, R>(
  axes: G,
  body: (point: Point<G>) => R,
): Grid<G, R> {
  const cells = gridPoints(axes).map((point) => {
    const labels = Object.fromEntries(
      Object.entries(point).map(([axis, value]) => [axis, String(value)]),
    );
    return [pointLabel(point), withLabels(labels, () => body(point))] as const;
  });
  return new Cells<G, R>(axes, Object.fromEntries(cells)) as Grid<G, R>;
}

/**
 * Turns rows of named cells into columns of labelled cells, the shape that
 * `many(…)` slots take.
 *
 * @example
 * ```ts
 * import { columns } from "./grid.ts";
 *
 * const { a } = columns({ x: { a: 1, b: 2 }, y: { a: 3, b: 4 } });
 * console.assert(a.y === 3);
 * ```
 */
export function columns<C extends Readonly<Record<string, unknown>>>(
  rows: Readonly<Record<string, C>>,
): { readonly [P in keyof C]: Readonly<Record<string, C[P]>> } {
  const result: Record<string, Record<string, unknown>> = {};
  for (const [label, row] of Object.entries(rows)) {
    for (const [column, cell] of Object.entries(row)) {
      (result[column] ??= {})[label] = cell;
    }
  }
  return result as never;
}

/**
 * The keys of a record, typed; for using a record of latents as an axis.
 *
 * @example
 * ```ts
 * import { grid, keys } from "./grid.ts";
 *
 * const dims = { pca: 32, dae: 64 };
 * const doubled = grid({ latent: keys(dims) }, ({ latent }) => 2 * dims[latent]);
 * console.assert(doubled.at({ latent: "dae" }) === 128);
 * ```
 */
export function keys<T extends Readonly<Record<string, unknown>>>(
  record: T,
): readonly (keyof T & string)[] {
  return Object.keys(record);
}
