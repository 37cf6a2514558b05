import { join } from "node:path";
import { canMount } from "../fixtures/mount.ts";
import { type Expected, Lab } from "./_lab.ts";
import { must } from "./_must.ts";
import { type Draws, drawsFrom, type Trial } from "./_trial.ts";
import { clocks } from "./kinds/clocks.ts";
import { collections } from "./kinds/collections.ts";
import { crashPoints } from "./kinds/crash_points.ts";
import { damage } from "./kinds/damage.ts";
import { drivers } from "./kinds/drivers.ts";
import { fullDisks } from "./kinds/full_disks.ts";
import { injectedErrors } from "./kinds/injected_errors.ts";
import { lostIndex } from "./kinds/lost_index.ts";
import { randomKills } from "./kinds/random_kills.ts";
import { wildStages } from "./kinds/wild_stages.ts";
import { readOnly } from "./kinds/read_only.ts";

/** Trials of each kind, in the long and in the short form. */
const KINDS: readonly {
  readonly name: string;
  readonly make: (draw: Draws, count: number) => Trial[];
  readonly long: number;
  readonly short: number;
  /** Whether it needs the right to mount. */
  readonly mounts?: boolean;
}[] = [
  { name: "crash-points", make: crashPoints, long: 300, short: 20 },
  { name: "random-kills", make: randomKills, long: 280, short: 12 },
  { name: "injected-errors", make: injectedErrors, long: 120, short: 6 },
  { name: "damage", make: damage, long: 420, short: 12 },
  { name: "lost-index", make: lostIndex, long: 40, short: 3 },
  { name: "clocks", make: clocks, long: 40, short: 2 },
  { name: "drivers", make: drivers, long: 90, short: 3, mounts: true },
  { name: "collections", make: collections, long: 40, short: 2 },
  { name: "full-disks", make: fullDisks, long: 40, short: 2, mounts: true },
  { name: "wild-stages", make: wildStages, long: 28, short: 7 },
  { name: "read-only", make: readOnly, long: 10, short: 2, mounts: true },
];

/** Names of the kinds of fault. */
export const KIND_NAMES: readonly string[] = KINDS.map(({ name }) => name);

/** How one trial ended. */
export interface Outcome {
  readonly trial: Trial;
  readonly seconds: number;
  /** What broke; undefined when everything held. */
  readonly violation: string | undefined;
}

/** Settings of a matrix. */
export interface MatrixOptions {
  readonly form: "long" | "short";
  readonly seed: number;
  /** Kinds to try; all when absent. */
  readonly only?: readonly string[];
  /** Trials at a time. */
  readonly parallel: number;
  /** Factor of the number of trials. */
  readonly scale?: number;
  readonly onOutcome?: (outcome: Outcome) => void;
}

/** Trials of a matrix, in the order in which they are run. */
export async function trialsOf(options: MatrixOptions): Promise<Trial[]> {
  const mounts = await canMount();
  const draw = drawsFrom(options.seed);
  return KINDS.filter(({ name }) => options.only?.includes(name) ?? true)
    .filter((kind) => mounts || kind.mounts !== true)
    .flatMap(({ make, ...counts }) =>
      make(draw, Math.ceil(counts[options.form] * (options.scale ?? 1)))
    );
}

/** Runs a matrix of faults in a folder. */
export async function runMatrix(
  folder: string,
  options: MatrixOptions,
): Promise<Outcome[]> {
  const expected = await prepare(folder);
  const trials = (await trialsOf(options)).entries();
  const outcomes: Outcome[] = [];
  const work = async () => {
    for (const [i, trial] of trials) {
      const outcome = await tryOne(join(folder, `trial-${i}`), trial, expected);
      outcomes.push(outcome);
      options.onOutcome?.(outcome);
    }
  };
  await Promise.all(Array.from({ length: options.parallel }, work));
  return outcomes;
}

async function tryOne(
  folder: string,
  trial: Trial,
  expected: Expected,
): Promise<Outcome> {
  const started = performance.now();
  await Deno.mkdir(folder);
  const lab = new Lab(folder, expected);
  let violation: string | undefined;
  try {
    await trial.run(lab);
  } catch (error) {
    violation = (error as Error).name === "Violation"
      ? (error as Error).message
      : (error as Error).stack;
  }
  lab.close();
  if (violation === undefined) await Deno.remove(folder, { recursive: true });
  const seconds = (performance.now() - started) / 1000;
  return { trial, seconds, violation };
}

/** Makes the stores that trials copy, and learns what is right. */
async function prepare(folder: string): Promise<Expected> {
  const blank = { targets: {}, nodes: 0, store: "", interrupted: "" };
  const whole = new Lab(join(folder, "whole"), blank);
  const { end, events, errors } = await whole.start().end();
  must(end === 0, `a run without faults ends well: ${errors}`);
  const summary = events.find(({ type }) => type === "summary");
  const targets = Object.fromEntries(
    Object.entries(summary!.targets!).map(([name, { digest }]) =>
      [name, digest] as const
    ),
  );
  const half = new Lab(join(folder, "half"), blank);
  await half.faulty("kill-both@checkpoint:done#8");
  await half.ended();
  must(half.look().steps.size > 0, "an interrupted store has checkpoints");
  return {
    targets,
    nodes: events.filter(({ type }) => type === "node-finished").length,
    store: whole.store,
    interrupted: half.store,
  };
}
