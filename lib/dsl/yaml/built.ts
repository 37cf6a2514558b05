import type { Place } from "../error.ts";
import type { Labels } from "../labels.ts";
import type { AnyRef } from "../stage.ts";
import { suggestion } from "../suggest.ts";
import type { Wires } from "../wires.ts";
import type { Reference } from "./reference.ts";
import { mistake } from "./shape.ts";

/** One cell of a grid at one point. */
export interface GridCell {
  /** The point's label, such as `"width=8"`. */
  readonly label: string;
  /** Axis values of the point. */
  readonly at: Labels;
  /** The artifact. */
  readonly ref: AnyRef;
}

/** What an entry of `nodes` became. */
export type Built =
  /** Written as `~`: leaves the optional inputs empty that name it. */
  | { readonly type: "nothing" }
  | { readonly type: "alias"; readonly input: Wires<AnyRef> }
  | { readonly type: "node"; readonly refs: Readonly<Record<string, AnyRef>> }
  | {
    readonly type: "grid";
    readonly columns: Readonly<Record<string, readonly GridCell[]>>;
  };

/**
 * The output or the cells that a reference to a node or grid chooses.
 *
 * @throws {PipelineError} when it names nothing, or too little
 */
export function choose(
  built: Exclude<Built, { type: "alias" | "nothing" }>,
  { reference: { name, port, point }, text, place }: {
    readonly reference: Reference;
    readonly text: string;
    readonly place: Place;
  },
): Wires<AnyRef> {
  const known = built.type === "node"
    ? Object.keys(built.refs)
    : Object.keys(built.columns);
  const word = built.type === "node" ? "output" : "cell";
  const chosen = port ?? (known.length === 1 ? known[0] : undefined);
  if (chosen === undefined) {
    throw mistake(
      `Cannot read '${text}': '${name}' has ${known.length} ${word}s; write ${
        known.map((each) => `${name}.${each}`).join(" or ")
      }`,
      place,
    );
  }
  if (!known.includes(chosen)) {
    throw mistake(
      `Cannot read '${text}': '${name}' has no ${word} '${chosen}'${
        suggestion(chosen, known) || `; it has: ${known.join(", ")}`
      }`,
      place,
    );
  }
  if (built.type === "node") {
    if (Object.keys(point).length === 0) return { one: built.refs[chosen]! };
    throw mistake(
      `Cannot read '${text}': '${name}' is no grid, so it has no points`,
      place,
    );
  }
  const cells = built.columns[chosen]!;
  const found = select(cells, point);
  if (found !== undefined) return found;
  throw mistake(
    `Cannot read '${text}': grid '${name}' has no such point; its points are like ${
      cells[0]?.label
    }`,
    place,
  );
}

/** The cells at a point, or at all points that agree with a partial one. */
function select(
  cells: readonly GridCell[],
  point: Readonly<Record<string, string>>,
): Wires<AnyRef> | undefined {
  const wanted = Object.entries(point);
  const found = cells.filter(({ at }) =>
    wanted.every(([axis, value]) => at[axis] === value)
  );
  const [first] = found;
  if (first === undefined) return undefined;
  const isWhole = Object.keys(first.at).every((axis) =>
    Object.hasOwn(point, axis)
  );
  if (isWhole) return { one: first.ref };
  return { many: found.map(({ label, ref }) => [label, ref]) };
}
