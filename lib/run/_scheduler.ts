import { join } from "node:path";
import { PipelineError } from "../dsl/error.ts";
import type { Graph, GraphNode } from "../plan/graph.ts";
import type { Plan } from "../plan/plan.ts";
import type { Settled, Settler } from "../plan/settle.ts";
import type { Store } from "../store/store.ts";
import type { NodeResult, RunEvent } from "./events.ts";
import type { Executor } from "./executors/executor.ts";
import type { Facts } from "./facts.ts";
import type { Outcome } from "./job.ts";
import { jobOf } from "./_job_of.ts";
import { LogFile } from "./log_file.ts";
import type { PipelineSource } from "./options.ts";
import { publish } from "./_publish.ts";
import { type Demand, Slots } from "./slots.ts";

const DEFAULT_MEMORY = 512;
const MEMORY_SHARE = 0.9;
const MAX_RETRIES = 2;

/** What a {@linkcode Scheduler} works with. */
export interface SchedulerOptions {
  readonly graph: Graph;
  readonly store: Store;
  readonly facts: Facts;
  readonly settler: Settler;
  readonly executor: Executor;
  readonly jobs: number;
  /** Identifier of the run. */
  readonly run: string;
  readonly emit: (event: RunEvent) => void;
  readonly source: PipelineSource | undefined;
  readonly keepGoing: boolean;
}

interface Ended {
  readonly settled: Settled;
  readonly outcome: Outcome;
  readonly seconds: number;
  readonly started: string;
  readonly attempt: number;
  readonly threads: number;
  readonly log: LogFile;
}

/** Runs what a plan leaves to run, in dependency order. */
export class Scheduler {
  readonly #options: SchedulerOptions;
  readonly #slots: Slots;
  readonly #results = new Map<number, NodeResult>();
  readonly #ready = new Map<number, Settled>();
  readonly #running = new Map<number, Promise<Ended>>();
  /** Nodes that wait for one of the same key, by key. */
  readonly #twins = new Map<string, Settled[]>();
  readonly #waiting = new Set<number>();
  readonly #retries = new Map<number, number>();
  readonly #warned = new Set<string>();
  #halt: string | undefined;
  #interrupted = false;

  constructor(options: SchedulerOptions) {
    this.#options = options;
    const { total } = Deno.systemMemoryInfo();
    this.#slots = new Slots({
      threads: options.jobs,
      memory: (total / 1048576) * MEMORY_SHARE,
      gpus: 1,
    });
  }

  /** Whether the run was asked to stop. */
  get interrupted(): boolean {
    return this.#interrupted;
  }

  /** Starts nothing more. */
  interrupt(): void {
    this.#interrupted = true;
    this.#halt ??= "the run was interrupted";
  }

  /** Runs to the end; results come in dependency order. */
  async run(plan: Plan): Promise<NodeResult[]> {
    for (const planned of plan.nodes) {
      if (planned.status !== "pending") this.#accept(planned);
    }
    for (;;) {
      this.#startReady();
      if (this.#running.size === 0) break;
      const ended = await Promise.race(this.#running.values());
      this.#end(ended);
      this.#settleTwins(ended.settled.key);
    }
    for (const { node: { index } } of plan.nodes) {
      if (this.#results.has(index)) continue;
      this.#block(index, this.#halt ?? "an input is missing");
    }
    return plan.nodes.map(({ node }) => this.#results.get(node.index)!);
  }

  /** Takes a settled node as a hit, or queues it. */
  #accept(settled: Settled): void {
    if (settled.status === "run") {
      this.#ready.set(settled.node.index, settled);
      return;
    }
    const { node, key, outputs } = settled;
    this.#finish(node, {
      node: node.name,
      stage: node.stage.spec.name,
      status: "hit",
      key,
      outputs: outputs!,
      seconds: 0,
      reason: "",
      log: undefined,
    });
  }

  /** Starts what fits, first come first served; smaller ones may pass. */
  #startReady(): void {
    if (this.#halt !== undefined) return;
    for (const [index, settled] of this.#ready) {
      if (this.#slots.full) return;
      const twins = this.#twins.get(settled.key);
      if (twins !== undefined) {
        this.#ready.delete(index);
        this.#waiting.add(index);
        twins.push(settled);
        continue;
      }
      const demand = this.#demandOf(settled.node);
      if (!this.#slots.take(demand)) continue;
      this.#ready.delete(index);
      this.#twins.set(settled.key, []);
      this.#running.set(index, this.#start(settled, demand));
    }
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

  #demandOf(node: GraphNode): Demand {
    const { resources, tensors } = node.stage.spec;
    return {
      threads: this.#slots.threadsFor(resources?.threads ?? 1),
      memory: resources?.memory ?? DEFAULT_MEMORY,
      gpu: tensors === true && this.#options.facts.engine.gpu,
    };
  }

  async #start(settled: Settled, demand: Demand): Promise<Ended> {
    const { store, run, emit, executor } = this.#options;
    const { node, key } = settled;
    const attempt = store.runs.attemptsAt(key) + 1;
    const name = node.name.replaceAll(/[^\w.=,\[\]-]+/g, "_").slice(0, 100);
    const log = new LogFile(
      join(store.directory, "logs", run, `${node.index}-${name}.log`),
    );
    emit({
      type: "node-started",
      node: node.name,
      stage: node.stage.spec.name,
      key,
      attempt,
      reason: reasonText(settled),
      resumes: store.checkpoints.has(key),
    });
    const started = new Date().toISOString();
    const clock = performance.now();
    const elapsed = () => (performance.now() - clock) / 1000;
    const job = jobOf(settled, { ...this.#options, threads: demand.threads });
    const outcome = await executor.run(job, node.stage, {
      progress: (progress) =>
        emit({
          type: "node-progress",
          node: node.name,
          progress,
          elapsed: elapsed(),
        }),
      log: (line) => {
        log.write(line);
        emit({ type: "node-log", node: node.name, line });
      },
    });
    this.#slots.release(demand);
    const { threads } = demand;
    const seconds = elapsed();
    return { settled, outcome, seconds, started, attempt, threads, log };
  }

  #end(ended: Ended): void {
    const { settled, outcome, seconds, log } = ended;
    const { node, key } = settled;
    this.#running.delete(node.index);
    const base = {
      node: node.name,
      stage: node.stage.spec.name,
      key,
      seconds,
      outputs: {},
      log: log.exists ? log.path : undefined,
    };
    switch (outcome.status) {
      case "done": {
        try {
          const published = publish(ended, outcome.outputs, this.#options);
          this.#finish(node, {
            ...base,
            status: "ran",
            outputs: published.outputs,
            reason: reasonText(settled),
            log: published.log,
          });
          this.#wake(node);
        } catch (error) {
          log.finish();
          if (!(error instanceof PipelineError)) throw error;
          this.#fail(node, { ...base, cause: error.code, why: error.message });
        }
        return;
      }
      case "damaged":
        log.finish();
        this.#revive(settled, { ...base, digest: outcome.digest });
        return;
      case "stopped":
        log.finish();
        if (!this.#interrupted) {
          const why = "its process was told to end (SIGTERM)";
          this.#fail(node, { ...base, cause: "process", why });
          return;
        }
        this.#finish(node, {
          ...base,
          status: "blocked",
          reason: this.#options.store.checkpoints.has(key)
            ? "interrupted; the next run goes on from its checkpoint"
            : "interrupted; it had saved no checkpoint",
        });
        return;
      case "failed":
        log.write(outcome.detail);
        log.finish();
        this.#fail(node, {
          ...base,
          log: log.exists ? log.path : undefined,
          cause: outcome.cause,
          why: outcome.message,
        });
        return;
      default:
        outcome satisfies never;
    }
  }

  /** Notes a failure, and blocks everything that hangs on it. */
  #fail(
    node: GraphNode,
    { cause, why, ...base }:
      & Omit<NodeResult, "status" | "reason">
      & { cause: string; why: string },
  ): void {
    const isStore = cause === "store";
    const reason = isStore ? why : `Cannot run node '${node.name}': ${why}`;
    this.#finish(node, { ...base, status: "failed", reason });
    if (isStore) {
      this.#warned.add(why);
      this.#halt ??= "the store could not be written";
    }
    if (!this.#options.keepGoing) {
      this.#halt ??= `the run ends at the first failure, of ${node.name}`;
    }
    this.#blockDependents(node);
  }

  #blockDependents(node: GraphNode): void {
    const { graph, facts } = this.#options;
    for (const index of node.dependents) {
      if (!facts.needed.has(index) || this.#results.has(index)) continue;
      this.#block(index, `its input ${node.name} failed`);
      this.#blockDependents(graph.nodes[index]!);
    }
  }

  #block(index: number, reason: string): void {
    const node = this.#options.graph.nodes[index]!;
    this.#finish(node, {
      node: node.name,
      stage: node.stage.spec.name,
      status: "blocked",
      key: undefined,
      outputs: {},
      seconds: 0,
      reason,
      log: undefined,
    });
  }

  /** Settles the nodes for which `node` was the last missing input. */
  #wake(node: GraphNode): void {
    const { graph, facts, settler } = this.#options;
    const isDone = (at: number) => {
      const status = this.#results.get(at)?.status;
      return status === "hit" || status === "ran";
    };
    const ready = node.dependents
      .filter((at) => facts.needed.has(at) && this.#isOpen(at))
      .map((at) => graph.nodes[at]!)
      .filter((dependent) => dependent.dependencies.every(isDone));
    for (const settled of settler.settle(ready)) {
      this.#accept(settled);
      if (settled.status === "hit") this.#wake(settled.node);
    }
  }

  #isOpen(index: number): boolean {
    return !this.#results.has(index) && !this.#running.has(index) &&
      !this.#ready.has(index) && !this.#waiting.has(index);
  }

  /** Makes a damaged artifact again, then the node that tried to read it. */
  #revive(
    settled: Settled,
    { digest, ...base }:
      & Omit<NodeResult, "status" | "reason">
      & { digest: string },
  ): void {
    const { graph, store, settler } = this.#options;
    const { index, dependencies } = settled.node;
    const retries = (this.#retries.get(index) ?? 0) + 1;
    this.#retries.set(index, retries);
    if (retries > MAX_RETRIES) {
      const name = digest.slice(0, 12);
      const why = `its input ${name} was damaged in the store again and again`;
      this.#fail(settled.node, { ...base, cause: "stage", why });
      return;
    }
    const isProducer = (at: number) =>
      Object.values(settler.outputsOf(at) ?? {}).some((output) =>
        output.digest === digest
      );
    const producers = dependencies.filter((at) =>
      isProducer(at) && this.#results.has(at)
    ).map((at) => graph.nodes[at]!);
    if (store.blobs.verify(digest)) {
      // Another reader noticed first, and it was made again meanwhile.
      this.#ready.set(index, settled);
      return;
    }
    for (const node of producers) {
      this.#warn(
        node.name,
        `an artifact of ${node.name} was damaged in the store; it is made again`,
      );
      this.#results.delete(node.index);
      const [again] = settler.settle([node]);
      const text = "its artifact was damaged";
      const reasons = [{ cue: "corrupt", text }] as const;
      this.#ready.set(node.index, { ...again!, status: "run", reasons });
    }
  }

  /** Warns once, however often the same is noticed. */
  #warn(node: string | undefined, message: string): void {
    if (this.#warned.has(message)) return;
    this.#warned.add(message);
    this.#options.emit({ type: "warning", node, message });
  }

  #finish(node: GraphNode, result: NodeResult): void {
    const { settler, store, run, emit } = this.#options;
    this.#results.set(node.index, result);
    const { status, stage, key, seconds, reason, log } = result;
    if (status === "hit" || status === "ran") {
      settler.finish(node, result.outputs);
    }
    if (status !== "hit" && store.writable) {
      try {
        store.transaction(() =>
          store.runs.attempt({
            run,
            node: result.node,
            stage,
            key,
            status,
            seconds,
            reason,
            log,
          })
        );
      } catch (error) {
        this.#warn(result.node, (error as Error).message);
      }
    }
    emit({ type: "node-finished", ...result });
  }
}

function reasonText({ reasons }: Settled): string {
  return reasons.map(({ text }) => text).join("; ");
}
