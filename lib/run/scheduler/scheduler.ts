import type { GraphNode } from "../../plan/graph.ts";
import type { Plan } from "../../plan/plan.ts";
import type { Settled } from "../../plan/settle.ts";
import { demandOf, slotsOf } from "../machine/demand.ts";
import type { Share, Slots } from "../machine/slots.ts";
import type { NodeResult } from "../observe/events.ts";
import { conclude } from "./_conclude.ts";
import { Halt } from "./halt.ts";
import { Ledger } from "./_ledger.ts";
import { NodeTable } from "./_node_table.ts";
import type { RunContext } from "./run_context.ts";
import { type Ended, startAttempt } from "./_start_attempt.ts";
import { Turns } from "./_turns.ts";

const MAX_RETRIES = 2;

/** Runs what a plan leaves to run, in dependency order. */
export class Scheduler {
  readonly #context: RunContext;
  readonly #slots: Slots;
  readonly #table = new NodeTable();
  readonly #ledger: Ledger;
  readonly #turns: Turns;
  readonly #halt: Halt;

  /** Prepares the scheduler of one run. */
  constructor(context: RunContext) {
    this.#context = context;
    this.#ledger = new Ledger(context, this.#table);
    this.#turns = new Turns(context);
    this.#halt = new Halt(context);
    this.#slots = slotsOf(context.machine, context);
  }

  /** Whether the run was asked to stop. */
  get interrupted(): boolean {
    return this.#halt.interrupted;
  }

  /** Starts nothing more; what runs is stopped by the caller. */
  interrupt(why = "the run was interrupted"): void {
    this.#halt.interrupt(why);
    this.#context.remote?.stop();
  }

  /** Runs to the end; results come in dependency order. */
  async run(plan: Plan): Promise<NodeResult[]> {
    const { remote } = this.#context;
    for (const planned of plan.nodes) {
      if (planned.status !== "pending") this.#accept(planned);
    }
    for (;;) {
      this.#startReady();
      const { running } = this.#table;
      const isWaiting = this.#turns.waiting || remote?.busy;
      if (running.length === 0 && !isWaiting) break;
      const ended = await Promise.race([
        ...running,
        ...this.#turns.wait(),
        ...remote?.wait() ?? [],
      ]);
      this.#takeLookedUp();
      if (ended === undefined) continue;
      const twins = this.#table.twinsOf(ended.settled.key);
      this.#end(ended);
      this.#turns.release(ended.settled.key);
      this.#settleTwins(twins);
    }
    return plan.nodes.map(({ node }) => {
      if (this.#table.result(node.index) === undefined) {
        const reason = this.#halt.whyNot(node) ?? "an input is missing";
        this.#ledger.finish(node, { status: "blocked", reason });
      }
      return this.#table.result(node.index)!;
    });
  }

  /** Takes a settled node as a hit, or queues it. */
  #accept(settled: Settled): void {
    const { node, key, outputs } = settled;
    if (outputs === undefined) this.#queue(settled);
    else this.#ledger.finish(node, { status: "hit", key, outputs, reason: "" });
  }

  /** Lets a node wait for a share, once no shared cache has its result. */
  #queue(settled: Settled): void {
    const isLookedUp = this.#context.remote?.lookUp(settled) ?? false;
    this.#table.set(
      settled.node.index,
      isLookedUp ? { status: "looked-up" } : { status: "ready", settled },
    );
  }

  #takeLookedUp(): void {
    for (const { settled, outputs } of this.#context.remote?.take() ?? []) {
      const { node, key } = settled;
      if (this.#table.status(node.index) !== "looked-up") continue;
      if (outputs === undefined) {
        this.#table.set(node.index, { status: "ready", settled });
      } else {
        const reason = "from the cache";
        this.#ledger.finish(node, { status: "hit", key, outputs, reason });
        this.#wake(node);
      }
    }
  }

  /** Starts what fits, first come first served; smaller ones may pass. */
  #startReady(): void {
    this.#turns.restart();
    if (this.#halt.isSet) return this.#context.remote?.halt();
    const { budget, facts, store } = this.#context;
    for (const settled of this.#table.ready) {
      if (this.#slots.full) return;
      const { node, key } = settled;
      if (this.#table.isRunning(key)) {
        this.#table.set(node.index, { status: "twin", settled });
        continue;
      }
      const reason = budget?.refuse(node, {
        resumes: store.checkpoints.has(key),
      });
      if (reason !== undefined) {
        this.#ledger.finish(node, { status: "blocked", key, reason });
        this.#blockDependents(node, "was not started, to keep to the budget");
        continue;
      }
      const { gpu } = facts.engine;
      const share = this.#slots.take(
        demandOf(node, { slots: this.#slots, gpu }),
      );
      if (share === undefined) continue;
      const now = this.#turns.take(settled);
      if (now?.status !== "run") this.#slots.release(share);
      if (now === undefined) continue;
      if (now.status === "run") this.#start(now, share);
      else {
        this.#accept(now);
        this.#wake(node);
      }
    }
  }

  #start(settled: Settled, share: Share): void {
    const { index } = settled.node;
    const { threads, device: gpu } = share;
    const retries = this.#table.retries(index);
    const ended = startAttempt(settled, this.#context, {
      threads,
      gpu,
      retries,
    }).finally(() => this.#slots.release(share));
    this.#table.set(index, { status: "running", settled, ended });
  }

  #end(ended: Ended): void {
    const { settled: { node, key }, outcome, log } = ended;
    this.#table.set(node.index, { status: "open" });
    if (outcome.status !== "damaged" || !this.#revive(ended, outcome.digest)) {
      const { stopped } = this.#halt;
      const { end, isStoreBroken } = conclude(ended, this.#context, stopped);
      if (isStoreBroken) {
        this.#ledger.silence(end.reason);
        this.#halt.set("the store could not be written");
      }
      this.#ledger.finish(node, end);
      if (end.status === "ran") {
        this.#context.remote?.send(key);
        this.#wake(node);
      } else if (end.status === "failed") {
        if (!this.#context.keepGoing) {
          this.#halt.set(`the run ends at the first failure, of ${node.name}`);
        }
        this.#blockDependents(node, "failed");
      }
    }
    log.finish();
  }

  #blockDependents(failed: GraphNode, what: string): void {
    const { graph, facts } = this.#context;
    const stack = [failed];
    for (let from = stack.pop(); from !== undefined; from = stack.pop()) {
      for (const index of from.dependents) {
        if (!facts.needed.has(index)) continue;
        const status = this.#table.status(index);
        if (status === "running" || status === "ended") continue;
        const node = graph.nodes[index]!;
        const reason = `its input ${from.name} ${what}`;
        this.#ledger.finish(node, { status: "blocked", reason });
        stack.push(node);
      }
    }
  }

  /** Settles the nodes for which a finished one was the last missing input. */
  #wake(finished: GraphNode): void {
    const { graph, facts } = this.#context;
    const stack = [finished];
    for (let from = stack.pop(); from !== undefined; from = stack.pop()) {
      const ready = from.dependents
        .filter((at) => facts.needed.has(at))
        .filter((at) => this.#table.status(at) === "open")
        .map((at) => graph.nodes[at]!)
        .filter((node) => this.#table.hasInputs(node));
      for (const settled of this.#turns.settle(ready)) {
        this.#accept(settled);
        if (settled.status === "hit") stack.push(settled.node);
      }
    }
  }

  /** Looks again at the nodes that waited for one of the same key. */
  #settleTwins(twins: readonly Settled[]): void {
    for (const { node, reasons } of twins) {
      const [settled] = this.#context.settler.settle([node]);
      this.#accept({ ...settled!, reasons });
      if (settled!.status === "hit") this.#wake(node);
    }
  }

  /**
   * Makes a damaged artifact again, then the node that tried to read it; false
   * when that was tried often enough.
   */
  #revive({ settled }: Ended, digest: string): boolean {
    const { graph, store, settler } = this.#context;
    const { index, dependencies } = settled.node;
    if (this.#table.countRetry(index) > MAX_RETRIES) return false;
    if (store.blobs.verify(digest)) {
      // Another reader noticed first, and it was made again meanwhile.
      this.#table.set(index, { status: "ready", settled });
      return true;
    }
    for (const at of dependencies) {
      const outputs = Object.values(settler.outputsOf(at) ?? {});
      const isProducer = outputs.some((output) => output.digest === digest);
      if (!isProducer || this.#table.result(at) === undefined) continue;
      const node = graph.nodes[at]!;
      this.#ledger.warn(
        node.name,
        `an artifact of ${node.name} was damaged in the store; it is made again`,
      );
      this.#table.reopen(at);
      const [again] = settler.settle([node]);
      const text = "its artifact was damaged";
      const reasons = [{ cue: "corrupt", text }] as const;
      this.#queue({ ...again!, status: "run", reasons });
    }
    return true;
  }
}
