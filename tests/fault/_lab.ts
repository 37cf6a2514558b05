import { createHash } from "node:crypto";
import { join } from "node:path";
import { DamagedBlobError, Store } from "../../lib/store/mod.ts";
import { Driver, type DriverEnd, type DriverOptions } from "./_driver.ts";
import {
  checkpointSteps,
  finishedKeys,
  isWhole,
  leftovers,
  processesWith,
} from "./_look.ts";
import { must } from "./_must.ts";

const END_MS = 15_000;

/** What a store held when a fault had struck. */
export interface Snapshot {
  readonly finished: ReadonlyMap<string, string>;
  readonly steps: ReadonlyMap<string, number>;
}

/** What a run without faults makes. */
export interface Expected {
  /** Digests of the targets. */
  readonly targets: Readonly<Record<string, string>>;
  /** Nodes of the pipeline. */
  readonly nodes: number;
  /** Folder of a store that holds everything. */
  readonly store: string;
  /** Folder of a store that was interrupted, with checkpoints. */
  readonly interrupted: string;
}

/** A store of its own for one trial, and the means to break and check it. */
export class Lab {
  readonly folder: string;
  readonly expected: Expected;
  readonly #mark: string;
  /** Folder of the store. */
  store: string;

  constructor(folder: string, expected: Expected) {
    this.folder = folder;
    this.store = join(folder, "store");
    this.expected = expected;
    this.#mark = `SENZAI_TRIAL=${folder}`;
  }

  /** Starts a driver on the store. */
  start(options: DriverOptions = {}): Driver {
    const [name, value] = this.#mark.split("=") as [string, string];
    return new Driver(this.store, {
      ...options,
      env: { ...options.env, [name]: value },
    });
  }

  /** Runs a driver with a fault to its end. */
  async faulty(fault: string, options: DriverOptions = {}): Promise<DriverEnd> {
    const env = { ...options.env, SENZAI_FAULT: fault };
    return await this.start({ ...options, env }).end();
  }

  /** What the store holds now. */
  look(): Snapshot {
    return {
      finished: finishedKeys(this.store),
      steps: checkpointSteps(this.store),
    };
  }

  /** Takes a copy of a prepared store. */
  async use(which: "store" | "interrupted"): Promise<void> {
    const args = ["-a", this.expected[which], this.store];
    const { success } = await new Deno.Command("cp", { args }).output();
    must(success, "the prepared store could be copied");
  }

  /**
   * Runs again without faults and checks the invariants: it succeeds, serves
   * right results, redoes nothing that was finished, goes on from the
   * checkpoints, and nothing is left over; a third run has nothing to do.
   *
   * @param before What was finished when the fault had struck
   * @param options Whether the index was spoilt: damage that nothing has read
   * yet may stay in it, where `verify` finds it
   */
  async recover(
    before: Snapshot,
    { isIndexSpoilt = false }: { isIndexSpoilt?: boolean } = {},
  ): Promise<void> {
    const { end, events, errors } = await this.start().end();
    const said = events.filter(({ type, status }) =>
      type === "error" || type === "warning" || status === "failed"
    ).map(({ message, reason }) => message ?? reason).join("; ");
    must(
      end === 0,
      `the next run succeeds; it ended with ${end}: ${said} ${errors}`,
    );
    this.#checkTargets(events);
    for (const { type, status, key, node } of events) {
      if (type !== "node-finished" || status !== "ran") continue;
      must(!before.finished.has(key!), `${node} was finished and ran again`);
    }
    this.#checkSteps(events, before);
    const isServed = this.#serve();
    const again = await this.start().end();
    must(again.end === 0, `the run after succeeds: ${again.end}`);
    this.#checkTargets(again.events);
    const ran = again.events.filter(({ status }) => status === "ran");
    must(
      ran.length === 0 || !isServed,
      "the run after has nothing to do",
    );
    must(this.#serve(), "the run after makes what was refused");
    for (const digest of Object.values(this.expected.targets)) {
      must(isWhole(this.store, digest), `the bytes of ${digest} are right`);
    }
    await this.ended();
    this.checkClean({ isIndexSpoilt });
  }

  /** Checks that no file, lock or lease is left. */
  checkClean(options: { isIndexSpoilt?: boolean } = {}): void {
    const { isIndexSpoilt = false } = options;
    const left = leftovers(this.store, { isIndexSpoilt });
    must(left.length === 0, `nothing is left over: ${left.join(", ")}`);
  }

  /** Waits until no process of this trial is left. */
  async ended(): Promise<void> {
    const deadline = Date.now() + END_MS;
    let left = processesWith(this.#mark);
    while (left.length > 0 && Date.now() < deadline) {
      await pause(50);
      left = processesWith(this.#mark);
    }
    must(left.length === 0, `no process is left over: ${left.join(", ")}`);
  }

  /** Processes of this trial, drivers and workers. */
  processes(): number[] {
    return processesWith(this.#mark);
  }

  /** Ends what a trial that failed left running. */
  close(): void {
    for (const pid of processesWith(this.#mark)) {
      try {
        Deno.kill(pid, "SIGKILL");
      } catch {
        // It ended meanwhile.
      }
    }
  }

  #checkTargets(events: DriverEnd["events"]): void {
    const summary = events.find(({ type }) => type === "summary");
    for (const [name, digest] of Object.entries(this.expected.targets)) {
      const got = summary?.targets?.[name]?.digest;
      must(got === digest, `target ${name} is right: ${got}`);
    }
  }

  /**
   * Reads the targets as a user does. Wrong bytes are never served; whether
   * all were is returned: what a disk changed unseen is refused, and made by
   * the next run.
   */
  #serve(): boolean {
    using store = Store.open(this.store);
    let all = true;
    for (const digest of Object.values(this.expected.targets)) {
      try {
        const bytes = store.blobs.read(digest);
        const sum = createHash("sha256").update(bytes).digest("hex");
        must(sum === digest, `no wrong bytes are served for ${digest}`);
      } catch (error) {
        if (!(error instanceof DamagedBlobError)) throw error;
        all = false;
      }
    }
    return all;
  }

  #checkSteps(events: DriverEnd["events"], before: Snapshot): void {
    const keys = new Map<string, string>();
    const seen = new Set<string>();
    for (const { type, node, key, progress } of events) {
      if (type === "node-started") keys.set(node!, key!);
      if (type !== "node-progress" || seen.has(node!)) continue;
      seen.add(node!);
      const step = before.steps.get(keys.get(node!)!) ?? 0;
      must(
        progress!.done >= step,
        `${node} goes on from its checkpoint at step ${step}, not ${
          progress!.done
        }`,
      );
    }
  }
}

/** Waits. */
export function pause(milliseconds: number): Promise<void> {
  return new Promise((done) => setTimeout(done, milliseconds));
}
