import { join } from "node:path";
import { withMount } from "../../fixtures/mount.ts";
import type { Lab } from "../_lab.ts";
import { must } from "../_must.ts";
import { type Draws, type Trial, whole } from "../_trial.ts";

/** A run on a file system that is too small, which then grows. */
export function fullDisks(draw: Draws, count: number): Trial[] {
  return Array.from({ length: count }, () => {
    const kibibytes = whole(draw, 40, 600);
    return {
      kind: "ENOSPC on a small tmpfs",
      name: `${kibibytes} KiB`,
      faults: 1,
      run: (lab) => fill(lab, kibibytes),
    };
  });
}

async function fill(lab: Lab, kibibytes: number): Promise<void> {
  await withMount(64, async (folder) => {
    lab.store = join(folder, "store");
    // Room for the store as it is when new, and a little more.
    const filler = join(folder, "filler");
    const size = 64 * 1024 - kibibytes;
    await Deno.writeFile(filler, new Uint8Array(size * 1024));
    const { end, events, errors } = await lab.start().end();
    must(end === 0 || end === 1, `a driver ends in order, not with ${end}`);
    must(errors === "", `a driver prints no stack trace: ${errors}`);
    const said = events.map(({ reason, message }) => reason ?? message).join();
    must(
      end === 0 || /no space is left on the device; free some/.test(said),
      `it says what is wrong: ${said}`,
    );
    const before = lab.look();
    await Deno.remove(filler);
    await lab.recover(before);
  });
}
