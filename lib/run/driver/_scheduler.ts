import { PipelineError } from "../../dsl/error.ts";
import type { Graph, GraphNode } from "../../plan/graph.ts";
import type { Plan } from "../../plan/plan.ts";
import type { Prediction } from "../../plan/predict.ts";
import type { Settled } from "../../plan/settle.ts";
import type { RunBudget } from "../stop/budget.ts";
import { demandOf, machineSlots } from "../machine/demand.ts";
import type { NodeResult } from "../observe/events.ts";
import { Inputs } from "./_inputs.ts";
import { Ledger } from "./_ledger.ts";
import { publish } from "../cache/publish.ts";
import type { Remote } from "../cache/remote.ts";
import {
  type AttemptSetting,
  type Ended,
  reasonText,
  startAttempt,
} from "./_start_attempt.ts";
import type { Share, Slots } from "../machine/slots.ts";
import { Turns } from "./_turns.ts";

const MAX_RETRIES = 2;

/** Reason to interrupt a run at the end of its budget. */
export const OVER_BUDGET = "the budget is used up";

/** What a {@linkcode Scheduler} works with. */
export interface SchedulerOptions extends AttemptSetting {
  readonly graph: Graph;
  /** Threads that attempts may use together. */
  readonly jobs: number;
  /** Numbers of GPUs that nodes may use. */
  readonly gpus: readonly number[];
  readonly keepGoing: boolean;
  /** The shared cache, if there is one. */
  readonly remote: Remote | undefined;
  /** What the run may use, if that is limited. */
  readonly budget: RunBudget | undefined;
  /** What nodes were predicted to take, by position. */
  readonly predictions: ReadonlyMap<number, Prediction>;
}

/** Runs what a plan leaves to run, in dependency order. */
export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #slots: Slots;
  readonly #ledger: Ledger;
  /** Settled nodes that wait for a slot, by position. */
  readonly #ready = new Map<number, Settled>();
  readonly #running = new Map<number, Promise<Ended>>();
  /** Settled nodes that wait for a running one of the same key. */
  readonly #twins = new Map<string, Settled[]>();
  readonly #waiting = new Set<number>();
  readonly #retries = new Map<number, number>();
  readonly #inputs: Inputs;
  readonly #turns: Turns;
  #halt: string | undefined;
  #interrupted = false;

  constructor(options: SchedulerOptions) {
    this.#options = options;
    this.#ledger = new Ledger(options);
    this.#inputs = new Inputs((index) => this.#ledger.isDone(index));
    this.#turns = new Turns(options);
    this.#slots = machineSlots(options.jobs, options.gpus);
  }

  /** Whether the run was asked to stop. */
  get interrupted(): boolean {
    return this.#interrupted;
  }

  /** Starts nothing more; what runs is stopped by the caller. */
  interrupt(why = "the run was interrupted"): void {
    this.#interrupted = true;
    this.#halt ??= why;
    this.#options.remote?.stop();
  }

  /** Runs to the end; results come in dependency order. */
  async run(plan: Plan): Promise<NodeResult[]> {
    const { remote } = this.#options;
    for (const planned of plan.nodes) {
      if (planned.status !== "pending") this.#accept(planned);
    }
    for (;;) {
      this.#startReady();
      const isWaiting = this.#turns.waiting || remote?.busy;
      if (this.#running.size === 0 && !isWaiting) break;
      const ended = await Promise.race([
        ...this.#running.values(),
        ...this.#turns.wait(),
        ...remote?.wait() ?? [],
      ]);
      this.#takeLookedUp();
      if (ended === undefined) continue;
      this.#end(ended);
      this.#turns.release(ended.settled.key);
      this.#settleTwins(ended.settled.key);
    }
    return plan.nodes.map(({ node }) => {
      if (this.#ledger.get(node.index) === undefined) {
        const reason = this.#haltFor(node) ?? "an input is missing";
        this.#ledger.finish(node, { status: "blocked", reason });
      }
      return this.#ledger.get(node.index)!;
    });
  }

  /** Why nothing more is started. */
  #haltFor(node: GraphNode): string | undefined {
    const { budget } = this.#options;
    return this.#halt === OVER_BUDGET ? budget?.why(node) : this.#halt;
  }

  /** Takes a settled node as a hit, or queues it. */
  #accept(settled: Settled): void {
    const { node, key, outputs } = settled;
    if (outputs === undefined) this.#queue(settled);
    else this.#ledger.finish(node, { status: "hit", key, outputs, reason: "" });
  }

  /** Lets a node wait for a slot, once no shared cache has its result. */
  #queue(settled: Settled): void {
    if (this.#options.remote?.lookUp(settled)) return;
    this.#ready.set(settled.node.index, settled);
  }

  #takeLookedUp(): void {
    for (const { settled, outputs } of this.#options.remote?.take() ?? []) {
      const { node, key } = settled;
      if (this.#ledger.get(node.index) !== undefined) continue;
      if (outputs === undefined) this.#ready.set(node.index, settled);
      else {
        const reason = "from the cache";
        this.#ledger.finish(node, { status: "hit", key, outputs, reason });
        this.#wake(node);
      }
    }
  }

  /** Starts what fits, first come first served; smaller ones may pass. */
  #startReady(): void {
    this.#turns.restart();
    if (this.#halt !== undefined) return this.#options.remote?.halt();
    for (const [index, settled] of this.#ready) {
      if (this.#slots.full) return;
      const twins = this.#twins.get(settled.key);
      if (twins !== undefined) {
        this.#ready.delete(index);
        this.#waiting.add(index);
        twins.push(settled);
        continue;
      }
      const reason = this.#options.budget?.refuse(settled.node, {
        resumes: this.#options.store.checkpoints.has(settled.key),
      });
      if (reason !== undefined) {
        const { node, key } = settled;
        this.#ready.delete(index);
        this.#ledger.finish(node, { status: "blocked", key, reason });
        this.#blockDependents(node, "was not started, to keep to the budget");
        continue;
      }
      const demand = demandOf(settled.node, {
        slots: this.#slots,
        gpu: this.#options.facts.engine.gpu,
      });
      const share = this.#slots.take(demand);
      if (share === undefined) continue;
      const now = this.#turns.take(settled);
      if (now?.status !== "run") this.#slots.release(share);
      if (now === undefined) continue;
      this.#ready.delete(index);
      if (now.status === "run") {
        this.#twins.set(settled.key, []);
        this.#running.set(index, this.#start(now, share));
      } else {
        this.#accept(now);
        this.#wake(now.node);
      }
    }
  }

  async #start(settled: Settled, share: Share): Promise<Ended> {
    const { threads, device: gpu } = share;
    const retries = this.#retries.get(settled.node.index) ?? 0;
    const setting = { ...this.#options, threads, gpu, retries };
    const ended = await startAttempt(settled, setting);
    this.#slots.release(share);
    return ended;
  }

  #end(ended: Ended): void {
    const { settled, outcome, log } = ended;
    this.#running.delete(settled.node.index);
    switch (outcome.status) {
      case "done":
        this.#publish(ended);
        break;
      case "damaged":
        this.#revive(ended, outcome.digest);
        break;
      case "stopped":
        this.#stopped(ended);
        break;
      case "failed":
        log.write(outcome.detail);
        this.#fail(ended, { cause: outcome.cause, why: outcome.message });
        break;
      default:
        outcome satisfies never;
    }
    log.finish();
  }

  #publish(ended: Ended): void {
    const { settled, outcome, seconds } = ended;
    if (outcome.status !== "done") return;
    const { node, key } = settled;
    let published: ReturnType<typeof publish>;
    try {
      published = publish(ended, outcome.outputs, this.#options);
    } catch (error) {
      if (!(error instanceof PipelineError)) throw error;
      this.#fail(ended, { cause: error.code, why: error.message });
      return;
    }
    const reason = reasonText(settled);
    // What goes on from a checkpoint takes less than was predicted.
    const predicted = ended.resumed ? { predicted: undefined } : {};
    const end = { key, seconds, reason, ...published, ...predicted };
    this.#ledger.finish(node, { ...end, status: "ran" });
    this.#options.remote?.send(key);
    this.#wake(node);
  }

  #stopped(ended: Ended): void {
    if (!this.#interrupted) {
      const why = "its process was told to end (SIGTERM)";
      this.#fail(ended, { cause: "process", why });
      return;
    }
    const { settled: { node, key }, seconds, log } = ended;
    this.#ledger.finish(node, {
      status: "blocked",
      key,
      seconds,
      log: log.exists ? log.path : undefined,
      reason: `${
        this.#halt === OVER_BUDGET
          ? `stopped at the end of the budget of ${this.#options.budget?.text}`
          : "interrupted"
      }; ${
        this.#options.store.checkpoints.has(key)
          ? "the next run goes on from its checkpoint"
          : "it had saved no checkpoint"
      }`,
    });
  }

  /** Notes a failure, and blocks everything that hangs on it. */
  #fail(
    { settled: { node, key }, seconds, log }: Ended,
    { cause, why }: { cause: string; why: string },
  ): void {
    const isStore = cause === "store";
    if (isStore) {
      this.#ledger.silence(why);
      this.#halt ??= "the store could not be written";
    }
    this.#ledger.finish(node, {
      status: "failed",
      key,
      seconds,
      log: log.exists ? log.path : undefined,
      reason: isStore ? why : `Cannot run node '${node.name}': ${why}`,
    });
    if (!this.#options.keepGoing) {
      this.#halt ??= `the run ends at the first failure, of ${node.name}`;
    }
    this.#blockDependents(node, "failed");
  }

  #blockDependents(failed: GraphNode, what: string): void {
    const { graph, facts } = this.#options;
    const stack = [failed];
    for (let from = stack.pop(); from !== undefined; from = stack.pop()) {
      for (const index of from.dependents) {
        if (!facts.needed.has(index) || this.#running.has(index)) continue;
        if (this.#ledger.get(index) !== undefined) continue;
        this.#ready.delete(index);
        const node = graph.nodes[index]!;
        const reason = `its input ${from.name} ${what}`;
        this.#ledger.finish(node, { status: "blocked", reason });
        stack.push(node);
      }
    }
  }

  /** Settles the nodes for which a finished one was the last missing input. */
  #wake(finished: GraphNode): void {
    const { graph, facts } = this.#options;
    const stack = [finished];
    for (let from = stack.pop(); from !== undefined; from = stack.pop()) {
      const ready = from.dependents
        .filter((at) => facts.needed.has(at) && this.#isOpen(at))
        .map((at) => graph.nodes[at]!)
        .filter((node) => this.#inputs.complete(node));
      for (const settled of this.#turns.settle(ready)) {
        this.#accept(settled);
        if (settled.status === "hit") stack.push(settled.node);
      }
    }
  }

  #isOpen(index: number): boolean {
    return this.#ledger.get(index) === undefined &&
      !this.#running.has(index) && !this.#ready.has(index) &&
      !this.#waiting.has(index) && !this.#options.remote?.has(index);
  }

  /** Looks again at the nodes that waited for one of the same key. */
  #settleTwins(key: string): void {
    const twins = this.#twins.get(key) ?? [];
    this.#twins.delete(key);
    for (const { node, reasons } of twins) {
      this.#waiting.delete(node.index);
      const [settled] = this.#options.settler.settle([node]);
      this.#accept({ ...settled!, reasons });
      if (settled!.status === "hit") this.#wake(node);
    }
  }

  /** Makes a damaged artifact again, then the node that tried to read it. */
  #revive(ended: Ended, digest: string): void {
    const { graph, store, settler } = this.#options;
    const { settled } = ended;
    const { index, dependencies } = settled.node;
    const retries = (this.#retries.get(index) ?? 0) + 1;
    this.#retries.set(index, retries);
    if (retries > MAX_RETRIES) {
      const name = digest.slice(0, 12);
      const why = `its input ${name} was damaged in the store again and again`;
      this.#fail(ended, { cause: "stage", why });
      return;
    }
    if (store.blobs.verify(digest)) {
      // Another reader noticed first, and it was made again meanwhile.
      this.#ready.set(index, settled);
      return;
    }
    for (const at of dependencies) {
      const outputs = Object.values(settler.outputsOf(at) ?? {});
      const isProducer = outputs.some((output) => output.digest === digest);
      if (!isProducer || this.#ledger.get(at) === undefined) continue;
      const node = graph.nodes[at]!;
      this.#ledger.warn(
        node.name,
        `an artifact of ${node.name} was damaged in the store; it is made again`,
      );
      this.#ledger.reopen(at);
      this.#inputs.restart();
      const [again] = settler.settle([node]);
      const text = "its artifact was damaged";
      const reasons = [{ cue: "corrupt", text }] as const;
      this.#queue({ ...again!, status: "run", reasons });
    }
  }
}
