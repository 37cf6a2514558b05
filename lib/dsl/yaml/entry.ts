import { z } from "zod";
import { unknownFirst } from "../issues.ts";
import { layoutProblem } from "../layouts.ts";
import { splitProblem } from "../splits.ts";
import { PipelineError } from "../error.ts";
import { type AxisValue, gridPoints, pointLabel } from "../grid.ts";
import { isMany, isOptional, kindOf, type Slot, type Slots } from "../kind.ts";
import { type AnyRef, buildNode, type Node, type Stage } from "../stage.ts";
import { suggestion } from "../suggest.ts";
import type { Wires } from "../wires.ts";
import {
  countValues,
  describe,
  type Located,
  type LocatedMap,
  placeOf,
} from "./located.ts";
import type { Built, GridCell } from "./built.ts";
import { Scope } from "./scope.ts";
import { expectMap, expectText, mistake, takeKeys, toPlain } from "./shape.ts";
import { substitute } from "./substitute.ts";

interface Context {
  readonly name: string;
  readonly scope: Scope;
}

/**
 * Builds an entry: nothing, a reference, a use of a stage, or a grid.
 *
 * @throws {PipelineError} with the place of the mistake
 */
export function buildEntry(value: Located, context: Context): Built {
  if (value.type === "scalar") {
    return value.value === null
      ? { type: "nothing" }
      : context.scope.alias(value);
  }
  const map = expectMap(value, `node '${context.name}'`);
  return map.entries.has("grid")
    ? buildGridEntry(map, context)
    : buildStageEntry(map, context);
}

function buildStageEntry(map: LocatedMap, { name, scope }: Context): Built {
  scope.budget.spendNode(map.place);
  const { stage: written, inputs, config } = takeKeys(
    map,
    ["stage", "inputs", "config"],
    `node '${name}'`,
  );
  if (written === undefined) {
    throw mistake(
      `Cannot read node '${name}': expected 'stage' or 'grid'`,
      map.place,
    );
  }
  const stage = findStage(substitute(written, scope.variables), {
    name,
    scope,
  });
  const refs = readInputs(stage, { name, scope, inputs, place: map.place });
  const settings = substitute(
    config ?? { type: "map", entries: new Map(), place: map.place },
    scope.variables,
  );
  scope.budget.spendValues(countValues(settings), map.place);
  const plain = toPlain(expectMap(settings, `config of node '${name}'`));
  try {
    return { type: "node", refs: buildNode(stage, refs, plain) };
  } catch (cause) {
    throw configMistake(cause, settings);
  }
}

function findStage(written: Located, { name, scope }: Context): Stage {
  const stageName = expectText(written, `the stage of node '${name}'`);
  const stage = Object.hasOwn(scope.catalogue, stageName)
    ? scope.catalogue[stageName]
    : undefined;
  if (stage !== undefined) return stage;
  const known = Object.keys(scope.catalogue);
  throw mistake(
    `Cannot find stage '${stageName}'${
      suggestion(stageName, known) || "; see deno task pipeline stages"
    }`,
    written.place,
  );
}

function readInputs(
  stage: Stage,
  at: Context & {
    readonly inputs: Located | undefined;
    readonly place: Located["place"];
  },
): Node["inputs"] {
  const slots: Slots = stage.spec.inputs;
  const known = Object.keys(slots);
  const written = at.inputs === undefined
    ? undefined
    : expectMap(at.inputs, `inputs of node '${at.name}'`);
  const result: Record<string, Wires<AnyRef>> = {};
  for (const [slot, { key, value }] of written?.entries ?? []) {
    const type = Object.hasOwn(slots, slot) ? slots[slot] : undefined;
    if (type === undefined) {
      throw mistake(
        `Cannot wire node '${at.name}': '${stage.spec.name}' has no input '${slot}'${
          suggestion(slot, known) || `; it takes: ${known.join(", ") || "none"}`
        }`,
        key,
      );
    }
    if (isOptional(type) && at.scope.isNothing(value)) continue;
    result[slot] = readInput(value, {
      scope: at.scope,
      slot: type,
      where: `input '${slot}' of node '${at.name}'`,
    });
  }
  for (const slot of known) {
    if (Object.hasOwn(result, slot) || isOptional(slots[slot]!)) continue;
    throw mistake(
      `Cannot wire node '${at.name}': input '${slot}' of '${stage.spec.name}' is missing; it takes '${
        kindOf(slots[slot]!).name
      }'`,
      written?.place ?? at.place,
    );
  }
  return result;
}

function readInput(
  value: Located,
  { scope, slot, where }: { scope: Scope; slot: Slot; where: string },
): Wires<AnyRef> {
  const many = isMany(slot);
  const kind = kindOf(slot).name;
  const input: Wires<AnyRef> = value.type === "map"
    ? {
      // In the order of the record that a stage receives: whole numbers first.
      many: Object.entries(Object.fromEntries(
        [...value.entries].map(([label, { value: each }]) => [
          label,
          expectOne(scope.resolve(each), each, where),
        ]),
      )),
    }
    : scope.resolve(value);
  if ("one" in input === many) {
    throw mistake(
      many
        ? `Cannot wire ${where}: expected a grid's cell or a mapping of labels to artifacts, got one artifact`
        : `Cannot wire ${where}: expected one artifact, got a labelled record; choose one with [axis=value]`,
      value.place,
    );
  }
  const written = (label: string) =>
    value.type === "map" ? value.entries.get(label)!.value.place : value.place;
  const labelled = "one" in input ? [["", input.one] as const] : input.many;
  for (const [label, ref] of labelled) {
    const problem = splitProblem(slot, ref);
    const what = ref.kind.name !== kind
      ? `expected '${kind}', got '${ref.kind.name}'`
      : problem
      ? `it ${problem}`
      : layoutProblem(slot, ref);
    if (what === undefined) continue;
    throw mistake(`Cannot wire ${where}: ${what}`, written(label));
  }
  return input;
}

function expectOne(
  input: Wires<AnyRef>,
  written: Located,
  where: string,
): AnyRef {
  if ("one" in input) return input.one;
  throw mistake(
    `Cannot wire ${where}: expected one artifact for a label, got a labelled record`,
    written.place,
  );
}

function buildGridEntry(map: LocatedMap, { name, scope }: Context): Built {
  const { grid, nodes, cells } = takeKeys(
    map,
    ["grid", "nodes", "cells"],
    `grid '${name}'`,
  );
  if (cells === undefined) {
    throw mistake(
      `Cannot read grid '${name}': expected 'cells', the artifacts that others may read`,
      map.place,
    );
  }
  const axes = readAxes(grid!, { name, scope });
  const inner = nodes === undefined
    ? new Map()
    : expectMap(nodes, `nodes of grid '${name}'`).entries;
  const wanted = expectMap(cells, `cells of grid '${name}'`);
  const columns: Record<string, GridCell[]> = Object.create(null);
  for (const point of pointsOf(axes, grid!)) {
    const at = Object.fromEntries(
      Object.entries(point).map(([axis, value]) => [axis, String(value)]),
    );
    scope.budget.spendNode(map.place);
    const inside = new Scope(inner, {
      catalogue: scope.catalogue,
      build: scope.build,
      outer: scope,
      labels: { ...scope.labels, ...at },
      variables: new Map([...scope.variables, ...Object.entries(point)]),
    });
    inside.buildAll();
    for (const [cell, { value }] of wanted.entries) {
      const ref = expectOne(
        inside.resolve(value),
        value,
        `cell '${cell}' of grid '${name}'`,
      );
      (columns[cell] ??= []).push({ label: pointLabel(point), at, ref });
    }
  }
  return { type: "grid", columns };
}

function readAxes(
  written: Located,
  { name, scope }: Context,
): Record<string, AxisValue[]> {
  const map = expectMap(
    substitute(written, scope.variables),
    `the axes of grid '${name}'`,
  );
  return Object.fromEntries(
    [...map.entries].map(([axis, { key, value }]) => {
      if (scope.variables.has(axis)) {
        throw mistake(
          `Cannot name an axis '${axis}': a parameter or an axis around it has this name`,
          key,
        );
      }
      if (value.type !== "list") {
        throw mistake(
          `Cannot read axis '${axis}' of grid '${name}': expected a list, got ${
            describe(value)
          }`,
          value.place,
        );
      }
      const values = value.items.map((item) => {
        if (item.type === "scalar" && item.value !== null) return item.value;
        throw mistake(
          `Cannot read axis '${axis}' of grid '${name}': expected text, numbers, true or false, got ${
            describe(item)
          }`,
          item.place,
        );
      });
      return [axis, values];
    }),
  );
}

function pointsOf(axes: Record<string, AxisValue[]>, written: Located) {
  try {
    const points = gridPoints(axes);
    points.forEach(pointLabel);
    return points;
  } catch (cause) {
    throw mistake((cause as Error).message, written.place, cause);
  }
}

/** Puts the place of the first offending field to a config error. */
function configMistake(cause: unknown, settings: Located): unknown {
  if (!(cause instanceof PipelineError)) return cause;
  if (!(cause.cause instanceof z.ZodError)) {
    return mistake(cause.message, settings.place, cause);
  }
  const [issue] = unknownFirst(cause.cause);
  const key = issue?.code === "unrecognized_keys" ? issue.keys[0]! : "";
  const unknown = settings.type === "map"
    ? settings.entries.get(key)?.key
    : undefined;
  const place = unknown ?? placeOf(settings, issue?.path ?? []);
  return mistake(cause.message, place, cause);
}
