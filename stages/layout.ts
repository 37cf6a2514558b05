import { sizeOf } from "../lib/tensor/array.ts";

/** Names of layouts. */
export const LAYOUTS = ["vector", "grid", "tokens", "sequence"] as const;

/** Name of a layout. */
export type LayoutName = (typeof LAYOUTS)[number];

/** How the numbers of one code lie. */
export type Layout =
  /** So many numbers. */
  | { readonly vector: number }
  /** Vectors at the places of a grid: `[height, width, channels]`. */
  | { readonly grid: readonly [number, number, number] }
  /** Whole numbers from 0 on at the places of a grid: `[height, width, vocabulary]`. */
  | { readonly tokens: readonly [number, number, number] }
  /** Vectors one after the other: `[length, dim]`. */
  | { readonly sequence: readonly [number, number] };

/** The layouts of these names. */
export type LayoutFor<L extends LayoutName> = L extends LayoutName
  ? Extract<Layout, Readonly<Record<L, unknown>>>
  : never;

/**
 * Name of a layout.
 *
 * @example
 * ```ts
 * import { layoutName } from "./layout.ts";
 *
 * console.assert(layoutName({ grid: [4, 4, 8] }) === "grid");
 * ```
 */
export function layoutName(layout: Layout): LayoutName {
  return Object.keys(layout)[0] as LayoutName;
}

/** Extents of one code as an array. */
export function layoutShape(layout: Layout): readonly number[] {
  if ("vector" in layout) return [layout.vector];
  if ("grid" in layout) return layout.grid;
  if ("tokens" in layout) return layout.tokens.slice(0, 2);
  return layout.sequence;
}

/** Numbers of one code. */
export function layoutSize(layout: Layout): number {
  return sizeOf(layoutShape(layout));
}

/**
 * A layout in words, such as `a grid of 4×4×8`.
 *
 * @example
 * ```ts
 * import { layoutText } from "./layout.ts";
 *
 * console.assert(layoutText({ vector: 32 }) === "a vector of 32");
 * ```
 */
export function layoutText(layout: Layout): string {
  if ("vector" in layout) return `a vector of ${layout.vector}`;
  if ("grid" in layout) return `a grid of ${layout.grid.join("×")}`;
  if ("tokens" in layout) {
    const [height, width, vocabulary] = layout.tokens;
    return `${height}×${width} tokens of ${vocabulary}`;
  }
  return `a sequence of ${layout.sequence.join("×")}`;
}

/** The layout of an array of these extents, without the batch axis. */
export function layoutOfShape(shape: readonly number[]): Layout {
  const [a = 0, b = 0, c = 0] = shape;
  switch (shape.length) {
    case 1:
      return { vector: a };
    case 2:
      return { sequence: [a, b] };
    case 3:
      return { grid: [a, b, c] };
    default:
      throw new RangeError(
        `Cannot take codes of shape [${shape}]: expected a vector, a grid or a sequence`,
      );
  }
}

/** The layout among facts of a model, where it is told. */
export function layoutFact(
  facts: Readonly<Record<string, unknown>>,
): Layout | undefined {
  return facts.layout as Layout | undefined;
}
