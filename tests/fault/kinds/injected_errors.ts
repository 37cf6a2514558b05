import type { Lab } from "../_lab.ts";
import { must } from "../_must.ts";
import { type Draws, pick, type Trial, whole } from "../_trial.ts";

const POINTS = [
  "blob:created",
  "blob:written",
  "blob:synced",
  "blob:renamed",
  "action:written",
  "action:synced",
  "action:renamed",
  "checkpoint:written",
  "checkpoint:synced",
  "checkpoint:kept",
  "run:written",
  "run:synced",
  "index:begun",
  "index:written",
] as const;

const SENTENCES = {
  enospc: /no space is left on the device; free some space/,
  eio: /Input\/output error/,
} as const;

/** A write fails as it does when the disk is full or broken. */
export function injectedErrors(draw: Draws, count: number): Trial[] {
  return Array.from({ length: count }, (_, i) => {
    const fault = i % 2 === 0 ? "enospc" : "eio";
    const point = pick(draw, POINTS);
    const spec = `${fault}@${point}#${whole(draw, 1, 4)}`;
    return {
      kind: fault === "eio" ? "EIO at a write" : "ENOSPC at a write",
      name: spec,
      faults: 1,
      run: (lab) => fail(lab, spec, SENTENCES[fault]),
    };
  });
}

async function fail(lab: Lab, fault: string, says: RegExp): Promise<void> {
  const { end, events, errors } = await lab.faulty(fault);
  must(end === 0 || end === 1, `a driver ends in order, not with ${end}`);
  must(errors === "", `a driver prints no stack trace: ${errors}`);
  const said = events.map(({ reason, message }) => reason ?? message).join();
  must(end === 0 || says.test(said), `it says what is wrong: ${said}`);
  await lab.recover(lab.look());
}
