import { join } from "node:path";
import { listFiles } from "../../fixtures/folder.ts";
import type { Lab } from "../_lab.ts";
import { must } from "../_must.ts";
import { type Draws, pick, type Trial, whole } from "../_trial.ts";

const WHERE = {
  blob: "cas",
  action: "actions",
  checkpoint: "checkpoints",
  run: "runs",
  index: "index.sqlite",
  format: "format",
} as const;

const HOW = ["flip", "silent flip", "cut", "empty", "delete"] as const;

/** Files of a store change behind its back. */
export function damage(draw: Draws, count: number): Trial[] {
  const places = Object.keys(WHERE) as (keyof typeof WHERE)[];
  return Array.from({ length: count }, (_, i) => {
    const place = places[i % places.length]!;
    const how = pick(draw, HOW);
    const files = draw() < 0.7 ? 1 : whole(draw, 2, 4);
    const seed = draw();
    return {
      kind: `damage to ${place} files: ${how}`,
      name: `${files} files, ${seed}`,
      faults: files,
      run: (lab) => spoil(lab, { place, how, files, seed }),
    };
  });
}

async function spoil(
  lab: Lab,
  { place, how, files, seed }: {
    place: keyof typeof WHERE;
    how: typeof HOW[number];
    files: number;
    seed: number;
  },
): Promise<void> {
  // What lies in checkpoints is used when a run goes on from them.
  await lab.use(place === "checkpoint" ? "interrupted" : "store");
  const root = join(lab.store, WHERE[place]);
  const all = listFiles(root);
  const paths = all.length === 0 ? [root] : Array.from(
    { length: files },
    (_, i) =>
      join(root, all[Math.floor((seed * 7919 + i * 0.37) % 1 * all.length)]!),
  );
  for (const path of new Set(paths)) change(path, how, seed);
  // Records are kept twice: damage to one copy loses nothing.
  const recorded = new Set(["action", "run", "index", "format"]).has(place);
  const before = lab.look();
  if (recorded) {
    const { end, events } = await lab.start().end();
    const ran = events.filter(({ status }) => status === "ran");
    must(end === 0 && ran.length === 0, "no finished node runs again");
  }
  await lab.recover(before, { isIndexSpoilt: place === "index" });
}

function change(path: string, how: typeof HOW[number], seed: number): void {
  const { atime, mtime, size } = Deno.statSync(path);
  switch (how) {
    case "delete":
      Deno.removeSync(path);
      return;
    case "empty":
      Deno.truncateSync(path, 0);
      return;
    case "cut":
      Deno.truncateSync(path, Math.floor(size * seed));
      return;
    case "flip":
    case "silent flip": {
      const bytes = Deno.readFileSync(path);
      if (bytes.length === 0) return;
      const at = Math.floor(seed * bytes.length);
      bytes[at] = bytes[at]! ^ (1 << Math.floor(seed * 8e6) % 8);
      Deno.writeFileSync(path, bytes);
      if (how === "silent flip") Deno.utimeSync(path, atime!, mtime!);
      return;
    }
    default:
      how satisfies never;
  }
}
