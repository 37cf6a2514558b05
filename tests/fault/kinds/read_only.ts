import { join } from "node:path";
import { withMount } from "../../fixtures/mount.ts";
import type { Lab } from "../_lab.ts";
import { must } from "../_must.ts";
import type { Draws, Trial } from "../_trial.ts";

/** A store on a file system that is mounted read-only, whole or interrupted. */
export function readOnly(_: Draws, count: number): Trial[] {
  return Array.from({ length: count }, (_, i) => {
    const which = i % 2 === 0 ? "store" : "interrupted";
    return {
      kind: "read-only store",
      name: which,
      faults: 1,
      run: (lab) => serve(lab, which),
    };
  });
}

async function serve(
  lab: Lab,
  which: "store" | "interrupted",
): Promise<void> {
  await withMount(16, async (folder, makeReadOnly) => {
    lab.store = join(folder, "store");
    await lab.use(which);
    makeReadOnly();
    const { end, events, errors } = await lab.start().end();
    const said = events.map(({ reason, message }) => reason ?? message).join();
    must(errors === "", `a driver prints no stack trace: ${errors}`);
    if (which === "store") {
      must(end === 0, `what is there is served: ${end} ${said}`);
    } else {
      must(end === 1, `what is not there cannot be made: ${end}`);
      must(/it is read-only; choose another/.test(said), `it says so: ${said}`);
    }
    const before = lab.look();
    const args = ["-o", "remount,rw", folder];
    must(
      (await new Deno.Command("mount", { args }).output()).success,
      "the mount became writable again",
    );
    await lab.recover(before);
  });
}
