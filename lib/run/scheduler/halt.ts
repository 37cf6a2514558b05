import type { GraphNode } from "../../plan/graph.ts";
import type { RunBudget } from "../stop/budget.ts";

/** Reason to interrupt a run at the end of its budget. */
export const OVER_BUDGET = "the budget is used up";

/** Whether a run starts nothing more, and why. */
export class Halt {
  readonly #budget: RunBudget | undefined;
  #why: string | undefined;
  #interrupted = false;

  /** Nothing halts a run at first. */
  constructor({ budget }: { readonly budget: RunBudget | undefined }) {
    this.#budget = budget;
  }

  /** Whether nothing more is started. */
  get isSet(): boolean {
    return this.#why !== undefined;
  }

  /** Whether the run was asked to stop. */
  get interrupted(): boolean {
    return this.#interrupted;
  }

  /** What running attempts were stopped by, if they were. */
  get stopped(): string | undefined {
    if (!this.#interrupted) return undefined;
    return this.#why === OVER_BUDGET
      ? `stopped at the end of the budget of ${this.#budget?.text}`
      : "interrupted";
  }

  /** Starts nothing more; the first reason stays. */
  set(why: string): void {
    this.#why ??= why;
  }

  /** The run was asked to stop. */
  interrupt(why: string): void {
    this.#interrupted = true;
    this.set(why);
  }

  /** Why a node was not started; undefined when that has another reason. */
  whyNot(node: GraphNode): string | undefined {
    return this.#why === OVER_BUDGET ? this.#budget?.why(node) : this.#why;
  }
}
