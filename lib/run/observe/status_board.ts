import type { Progress } from "../../dsl/context.ts";
import type { RunEvent } from "./events.ts";
import { paceOf } from "./pace.ts";
import { figuresAsData } from "../attempt/progress.ts";
import type { RunningNode, RunStatus } from "./run_status.ts";

const INTERVAL_MS = 1000;
/** Sign of life while nothing happens. */
const PULSE_MS = 5000;

interface Row {
  readonly about: Omit<
    RunningNode,
    "checkpoint" | "progress" | "rate" | "left"
  >;
  checkpoint: number | null;
  first: { readonly done: number; readonly at: number } | undefined;
  progress: Progress | undefined;
}

/**
 * Keeps a picture of a run from its events, and notes it for other processes
 * at most once a second, and every five seconds in any case: who reads a note
 * that is much older knows that the driver is stuck or gone. An event costs a
 * few counters, whatever the size of the run.
 */
export class StatusBoard implements Disposable {
  readonly #write: (text: string) => void;
  readonly #now: () => number;
  readonly #rows = new Map<string, Row>();
  readonly #counts = { hits: 0, ran: 0, failed: 0, blocked: 0 };
  #nodes = 0;
  #phase: RunStatus["phase"] = "planning";
  #last = -Infinity;
  #timer: ReturnType<typeof setTimeout> | undefined;
  /** Whether the timer is set for news, not as a sign of life. */
  #isDue = false;

  /**
   * Prepares a board.
   *
   * @param write Receives the picture as JSON; may throw, which loses a note
   * @param now Clock in milliseconds since 1970
   */
  constructor(write: (text: string) => void, now: () => number = Date.now) {
    this.#write = write;
    this.#now = now;
  }

  /** Receives every event of the run, in order. */
  event(event: RunEvent): void {
    switch (event.type) {
      case "run-started":
        this.#nodes = event.nodes;
        break;
      case "planned":
        this.#phase = "running";
        break;
      case "node-started":
        this.#start(event);
        break;
      case "node-progress":
        this.#progress(event.node, event.progress);
        break;
      case "node-checkpoint": {
        const row = this.#rows.get(event.node);
        if (row !== undefined) row.checkpoint = this.#now();
        break;
      }
      case "node-finished":
        this.#rows.delete(event.node);
        this.#counts[event.status === "hit" ? "hits" : event.status]++;
        if (this.#left() === 0 && this.#rows.size === 0) this.#end();
        break;
      case "stopping":
        this.#phase = "stopping";
        break;
      case "run-finished":
        this.#phase = "ending";
        break;
      case "node-log":
      case "node-told":
      case "round":
      case "warning":
      case "cache-progress":
        return;
      default:
        event satisfies never;
    }
    this.#changed();
  }

  /** The picture now. */
  get status(): RunStatus {
    return {
      phase: this.#phase,
      updated: this.#now(),
      nodes: this.#nodes,
      ...this.#counts,
      left: this.#left(),
      running: [...this.#rows.values()].map((row) => this.#runningNode(row)),
    };
  }

  /** Notes nothing more. */
  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
  }

  #start(event: Extract<RunEvent, { type: "node-started" }>): void {
    const { node, stage, attempt, resumes, log } = event;
    const started = this.#now();
    this.#rows.set(node, {
      about: { node, stage, attempt, started, resumed: resumes, log },
      checkpoint: null,
      first: undefined,
      progress: undefined,
    });
  }

  #progress(node: string, progress: Progress): void {
    const row = this.#rows.get(node);
    if (row === undefined) return;
    row.progress = progress;
    row.first ??= { done: progress.done, at: this.#now() };
  }

  /** What follows, recording the run, may take a while and lets no timer in. */
  #end(): void {
    this.#phase = "ending";
    this.#note();
  }

  #left(): number {
    const { hits, ran, failed, blocked } = this.#counts;
    const ended = hits + ran + failed + blocked;
    // A node whose artifact was damaged ends twice.
    return Math.max(0, this.#nodes - ended - this.#rows.size);
  }

  #runningNode({ about, checkpoint, first, progress }: Row): RunningNode {
    const none = { progress: null, rate: null, left: null };
    if (progress === undefined || first === undefined) {
      return { ...about, checkpoint, ...none };
    }
    const { done, total, unit = "", metrics = {} } = figuresAsData(progress);
    const { rate, left } = paceOf(progress, first, this.#now());
    return {
      ...about,
      checkpoint,
      progress: { done, total, unit, metrics },
      rate: rate > 0 ? rate : null,
      left: left ?? null,
    };
  }

  #changed(): void {
    if (this.#isDue) return;
    const wait = this.#last + INTERVAL_MS - this.#now();
    if (wait <= 0) {
      this.#note();
      return;
    }
    this.#isDue = true;
    this.#noteIn(wait);
  }

  #note(): void {
    this.#last = this.#now();
    this.#isDue = false;
    try {
      this.#write(JSON.stringify(this.status));
    } catch {
      // A disk that is full costs others the view, never the run.
    }
    this.#noteIn(PULSE_MS);
  }

  #noteIn(milliseconds: number): void {
    clearTimeout(this.#timer);
    this.#timer = setTimeout(() => this.#note(), milliseconds);
    this.#timer.unref();
  }
}
