import type { TimeRange } from "../../plan/cost.ts";
import type { GraphNode } from "../../plan/graph.ts";
import type { Prediction } from "../../plan/predict.ts";
import { GRACE_MS } from "./grace.ts";
import { formatSeconds } from "../observe/print/duration.ts";

/** Longest delay of a timer, in milliseconds. */
const LONGEST_TIMER = 2 ** 31 - 1;

/** What a run may use. */
export interface BudgetOptions {
  /** Wall-clock time, from `since` on. */
  readonly seconds: number;
  /** The budget as it was given, such as `"2h"` or `"20 EUR"`. */
  readonly text: string;
  /** Milliseconds to save a checkpoint at its end. Default 10,000. */
  readonly grace?: number;
  /** When it began, by the clock of its machine. Default: when the run starts. */
  readonly since?: number;
  /** Seconds in words or money, for messages. Default: as a duration. */
  readonly format?: (seconds: number) => string;
}

/**
 * Keeps a run within a budget. A node whose predicted time, at the upper end
 * of its interval, does not fit any more is not started; one of unknown time
 * is. What still runs at the end is asked to save a checkpoint and stop.
 */
export class RunBudget {
  readonly #options: BudgetOptions;
  readonly #predictions: ReadonlyMap<number, Prediction>;
  readonly #since: number;
  readonly #now: () => number;
  #stopped = false;

  /**
   * Limits a run.
   *
   * @param predictions What nodes are predicted to take, by position
   * @param now Clock in milliseconds
   */
  constructor(
    options: BudgetOptions,
    predictions: ReadonlyMap<number, Prediction>,
    now: () => number = () => performance.now(),
  ) {
    this.#now = now;
    this.#options = options;
    this.#predictions = predictions;
    this.#since = options.since ?? now();
  }

  /** Whether the budget kept a node from starting or from going on. */
  get stopped(): boolean {
    return this.#stopped;
  }

  /** The budget as it was given. */
  get text(): string {
    return this.#options.text;
  }

  /** Seconds in words, or in money when the budget is money. */
  format(seconds: number): string {
    return (this.#options.format ?? formatSeconds)(seconds);
  }

  /** A span of time in words; and in money, when the budget is money. */
  spell({ seconds, high }: TimeRange): string {
    const { format } = this.#options;
    const money = format === undefined
      ? ""
      : ` (${format(seconds)}, up to ${format(high)})`;
    return `about ${formatSeconds(seconds)}, up to ${
      formatSeconds(high)
    }${money}`;
  }

  /**
   * Says why a node must not start; undefined when it may. One that goes on
   * from a checkpoint may, while anything is left: what it does is kept.
   */
  refuse(
    node: GraphNode,
    { resumes = false }: { resumes?: boolean } = {},
  ): string | undefined {
    const used = this.#used();
    const predicted = this.#predictions.get(node.index)?.high ?? 0;
    const high = resumes ? 0 : predicted;
    const { seconds } = this.#options;
    if (used < seconds && used + high <= seconds) return undefined;
    this.#stopped = true;
    return this.why(node);
  }

  /** Why a node was not started: the budget, what was used and what it takes. */
  why({ index }: GraphNode): string {
    const { seconds, high } = this.#predictions.get(index) ?? {};
    const takes = seconds === undefined || high === undefined
      ? "how long it takes is unknown"
      : `it is predicted to take ${this.format(seconds)}, up to ${
        this.format(high)
      }`;
    return `not started, to keep within the budget of ${this.text}: ${
      this.format(this.#used())
    } used, and ${takes}`;
  }

  /** Says which of the nodes run whatever the budget; undefined for none. */
  warning(nodes: readonly GraphNode[]): string | undefined {
    const unknown = nodes.filter(({ index }) =>
      this.#predictions.get(index)?.seconds === undefined
    ).map(({ name }) => name);
    if (unknown.length === 0) return undefined;
    const more = unknown.length > 2 ? ` and ${unknown.length - 2} more` : "";
    return `no recorded run tells how long ${
      unknown.slice(0, 2).join(", ")
    }${more} may take; what still runs at the end of the budget of ${this.text} is stopped`;
  }

  /**
   * Calls back when the budget is used up.
   *
   * @param stop Asks the run to end; false when something else did already
   * @param kill Ends at once what has not ended ten seconds later
   */
  watch(stop: () => boolean, kill: () => void): Disposable {
    let timer: ReturnType<typeof setTimeout>;
    const arm = () => {
      const left = (this.#options.seconds - this.#used()) * 1000;
      timer = setTimeout(
        left > LONGEST_TIMER ? arm : () => {
          if (!stop()) return;
          this.#stopped = true;
          timer = setTimeout(kill, this.#options.grace ?? GRACE_MS);
        },
        Math.min(LONGEST_TIMER, Math.max(0, left)),
      );
    };
    arm();
    return { [Symbol.dispose]: () => clearTimeout(timer) };
  }

  #used(): number {
    return (this.#now() - this.#since) / 1000;
  }
}
