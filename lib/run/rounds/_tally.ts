import { realityOf } from "../../plan/reality.ts";
import type { CacheTotals, NodeResult, RunTotals } from "../observe/events.ts";
import type { Machine } from "../machine/machine.ts";
import type { RunSummary } from "../driver/summary.ts";

/** Adds up the rounds of one run: what one made is no hit of the next. */
export class Tally {
  readonly #now: () => number;
  readonly #started: number;
  readonly #told = new Map<string, NodeResult>();
  readonly #counts = { ran: 0, hits: 0, failed: 0, blocked: 0 };
  #rounds = 0;
  #cache: CacheTotals | undefined;
  #last: RunSummary | undefined;

  constructor({ now }: Machine) {
    this.#now = now;
    this.#started = now();
  }

  /** Whether an earlier round had the result. */
  has({ status, key }: NodeResult): boolean {
    return status === "hit" && key !== undefined && this.#told.has(key);
  }

  /** Adds a round that has ended. */
  add(summary: RunSummary): void {
    const fresh = summary.nodes.filter((result) => !this.has(result));
    for (const { status } of fresh) {
      this.#counts[status === "hit" ? "hits" : status]++;
    }
    for (const result of fresh) {
      const isMade = result.status === "ran" || result.status === "hit";
      if (isMade && result.key !== undefined) {
        this.#told.set(result.key, result);
      }
    }
    this.#rounds++;
    this.#last = summary;
    this.#cache = sum(this.#cache, summary.cache);
  }

  /**
   * All rounds as one run.
   *
   * @param open Name of the node that decides what follows, if that is open
   */
  summary(open: string | undefined): RunSummary {
    const { run, targets, status, nodes: last, stopped } = this.#last!;
    const covered = new Set(last.map(({ key }) => key));
    const nodes = [
      ...last.map((result) =>
        this.has(result)
          ? { ...this.#told.get(result.key!)!, node: result.node }
          : result
      ),
      ...[...this.#told.values()].filter(({ key }) => !covered.has(key)),
    ];
    const reality = realityOf(nodes);
    const totals: RunTotals = {
      status,
      ...this.#counts,
      seconds: (this.#now() - this.#started) / 1000,
      ...(this.#cache === undefined ? {} : { cache: this.#cache }),
      ...(reality === undefined ? {} : { reality }),
      ...(stopped === undefined ? {} : {
        stopped: open === undefined
          ? stopped
          : { ...stopped, text: `${stopped.text}, and what follows ${open}` },
      }),
      rounds: this.#rounds,
      ...(open === undefined ? {} : { open }),
    };
    return { run, targets, ...totals, nodes };
  }
}

function sum(
  a: CacheTotals | undefined,
  b: CacheTotals | undefined,
): CacheTotals | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return {
    hits: a.hits + b.hits,
    sent: a.sent + b.sent,
    bytesIn: a.bytesIn + b.bytesIn,
    secondsIn: a.secondsIn + b.secondsIn,
    bytesOut: a.bytesOut + b.bytesOut,
    secondsOut: a.secondsOut + b.secondsOut,
    retries: a.retries + b.retries,
  };
}
