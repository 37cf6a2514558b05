import type { Progress } from "../../../dsl/context.ts";
import type { RunEvent } from "../events.ts";
import { paceOf } from "../pace.ts";
import { bar } from "./bar.ts";
import { cut } from "./cut.ts";
import { endLine } from "./_end_line.ts";
import { formatSeconds } from "./duration.ts";
import {
  formatAfter,
  formatCacheProgress,
  formatFigure,
  formatRate,
  formatRound,
  formatTotals,
} from "./format.ts";
import type { Printer } from "./printer.ts";
import { visible } from "./visible.ts";

const REDRAW_MS = 100;
const MAX_ROWS = 12;

interface Row {
  readonly node: string;
  readonly started: number;
  /** Units that were done when progress was first told, after a resume. */
  first: { done: number; at: number } | undefined;
  progress: Progress | undefined;
}

/**
 * Draws a live view on a terminal: one line a running node with its bar, rate,
 * losses and time left, and one for the run; finished nodes scroll away above.
 *
 * @param write Receives text with terminal escapes
 * @param options `warn` receives failures, on the same terminal; width of the
 * terminal, and the clock in milliseconds
 */
export function livePrinter(
  write: (text: string) => void,
  options: {
    warn?: (text: string) => void;
    columns?: () => number;
    now?: () => number;
  } = {},
): Printer {
  const view = new LiveView(write, {
    warn: options.warn ?? write,
    columns: options.columns ?? (() => 80),
    now: options.now ?? (() => performance.now()),
  });
  return {
    event: (event) => view.event(event),
    close: () => view.close(),
  };
}

class LiveView {
  readonly #write: (text: string) => void;
  readonly #warn: (text: string) => void;
  readonly #columns: () => number;
  readonly #now: () => number;
  readonly #rows = new Map<string, Row>();
  #drawn = 0;
  #last = -Infinity;
  #timer: ReturnType<typeof setInterval> | undefined;
  #total = 0;
  #done = 0;
  #began = 0;
  /** How far the run is with its shared cache. */
  #cache = "";

  constructor(
    write: (text: string) => void,
    options: {
      warn: (text: string) => void;
      columns: () => number;
      now: () => number;
    },
  ) {
    this.#write = write;
    this.#warn = options.warn;
    this.#columns = options.columns;
    this.#now = options.now;
  }

  event(event: RunEvent): void {
    switch (event.type) {
      case "run-started":
        this.#total = event.nodes;
        this.#done = 0;
        this.#began = this.#now();
        return;
      case "planned":
        this.#say(`${event.hits} of ${this.#total} nodes are in the store`);
        return;
      case "node-started":
        this.#rows.set(event.node, {
          node: event.node,
          started: this.#now(),
          first: undefined,
          progress: undefined,
        });
        this.#timer ??= setInterval(() => this.#draw(), 1000);
        this.#draw();
        return;
      case "node-progress":
        this.#note(event.node, event.progress);
        return;
      case "node-finished": {
        this.#done++;
        this.#rows.delete(event.node);
        const line = endLine(event);
        if (line !== undefined) {
          this.#say(line, event.status === "failed" ? this.#warn : this.#write);
        }
        return;
      }
      case "warning":
        this.#say(`! ${event.message}`);
        return;
      case "node-told":
        this.#say(`! ${event.node}: ${event.line}`);
        return;
      case "cache-progress":
        this.#cache = formatCacheProgress(event);
        this.#draw();
        return;
      case "stopping":
        this.#say(event.message);
        return;
      case "round":
        this.#say(formatRound(event));
        return;
      case "run-finished":
        this.close();
        this.#write(`${formatTotals(event)}\n${formatAfter(event)}`);
        return;
      case "node-checkpoint":
      case "node-log":
        return;
      default:
        event satisfies never;
    }
  }

  close(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
    this.#rows.clear();
    this.#cache = "";
    this.#write(this.#erased());
  }

  #note(node: string, progress: Progress): void {
    const row = this.#rows.get(node);
    if (row === undefined) return;
    row.progress = progress;
    row.first ??= { done: progress.done, at: this.#now() };
    if (this.#now() - this.#last >= REDRAW_MS) this.#draw();
  }

  /** Prints a line that stays, above the live ones. */
  #say(line: string, write = this.#write): void {
    this.#write(this.#erased());
    write(`${visible(line)}\n`);
    this.#draw();
  }

  #draw(): void {
    this.#last = this.#now();
    if (this.#rows.size === 0 && this.#cache === "") {
      this.#write(this.#erased());
      return;
    }
    const rows = [...this.#rows.values()];
    const lines = rows.slice(0, MAX_ROWS).map((row) => this.#rowText(row));
    const hidden = rows.length - lines.length;
    if (hidden > 0) lines.push(`  and ${hidden} more`);
    if (this.#cache !== "") lines.push(`  ${this.#cache}`);
    const elapsed = formatSeconds((this.#now() - this.#began) / 1000);
    lines.push(
      `${
        bar(this.#done / Math.max(1, this.#total))
      } ${this.#done}/${this.#total} nodes  ${elapsed}`,
    );
    const width = Math.max(20, this.#columns() - 1);
    const text = lines.map((line) => `${cut(visible(line), width)}\n`).join("");
    this.#write(this.#erased() + text);
    this.#drawn = lines.length;
  }

  /** Escapes that remove the live lines. */
  #erased(): string {
    const count = this.#drawn;
    this.#drawn = 0;
    return count === 0 ? "" : `\x1b[${count}A\x1b[0J`;
  }

  #rowText({ node, started, first, progress }: Row): string {
    const seconds = (this.#now() - started) / 1000;
    if (progress === undefined || first === undefined) {
      return `  ${node}  ${formatSeconds(seconds)}`;
    }
    const { done, total, unit = "", metrics = {} } = progress;
    const { rate, left } = paceOf(progress, first, this.#now());
    return [
      `  ${bar(total > 0 ? done / total : 0)} ${node}`,
      `${done}/${total}`,
      formatRate(rate, unit === "" ? "unit" : unit),
      ...Object.entries(metrics).map(([name, value]) =>
        `${name} ${formatFigure(value)}`
      ),
      left === undefined ? "" : `${formatSeconds(left)} left`,
    ].filter((part) => part !== "").join("  ");
  }
}
