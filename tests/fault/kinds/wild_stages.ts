import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Lab } from "../_lab.ts";
import { must } from "../_must.ts";
import type { Draws, Trial } from "../_trial.ts";

/** What the failed node says, by how its stage misbehaves. */
const SENTENCES = {
  hang: /ran longer than/,
  spin: /ran longer than/,
  fork: /it leaves a program behind/,
  "fork and hang": /ran longer than/,
  leak: /memory|heap/,
  write: /wanted to write/,
  kill: /wanted to start|wanted to/,
} as const;

/** A stage hangs, forks, eats all memory, or writes where it must not. */
export function wildStages(_: Draws, count: number): Trial[] {
  const hows = Object.keys(SENTENCES) as (keyof typeof SENTENCES)[];
  return Array.from({ length: count }, (_, i) => {
    const how = hows[i % hows.length]!;
    return {
      kind: `stage that misbehaves: ${how}`,
      name: how,
      faults: 1,
      run: (lab) => misbehave(lab, how),
    };
  });
}

async function misbehave(
  lab: Lab,
  how: keyof typeof SENTENCES,
): Promise<void> {
  const place = join(lab.folder, "outside");
  // Memory is full sooner or later, whatever else the machine does.
  const limit = how === "leak" ? 60 : 0.5;
  const params = { how, place, limit, programs: ["sleep"] };
  const env = { DENO_V8_FLAGS: "--max-old-space-size=100" };
  const { end, events, errors } = await lab.start({ params, env }).end();
  must(end === 1, `the run fails: ${end} ${errors}`);
  const failed = events.filter(({ type, status }) =>
    type === "node-finished" && status === "failed"
  );
  must(failed.length === 1, `one node fails: ${failed.length}`);
  const { reason = "" } = failed[0]!;
  must(SENTENCES[how].test(reason), `it says why: ${reason}`);
  must(!reason.includes("\n"), "it says so in one sentence");
  const targets = events.find(({ type }) => type === "summary")?.targets;
  must(targets?.sound !== undefined, "what does not hang on it is made");
  must(!existsSync(place), "nothing is written outside the store");
  await lab.ended();
  lab.checkClean();
  const well = { ...params, how: "well", limit: 60 };
  const again = await lab.start({ params: well, env }).end();
  must(again.end === 0, `a stage that behaves runs: ${again.end}`);
  lab.checkClean();
}
