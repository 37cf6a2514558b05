import type { GraphNode } from "../../plan/graph.ts";
import type { Outputs } from "../../plan/record.ts";
import type { Settled } from "../../plan/settle.ts";
import type { RunContext } from "./run_context.ts";

const LOOK_AGAIN_MS = 200;

/**
 * Takes turns with other drivers on the same store: what one of them is
 * making, the others wait for, and then find. Meets gc on the way, which
 * leaves what is settled here.
 */
export class Turns {
  readonly #context: RunContext;
  readonly #told = new Set<string>();
  #waiting = false;

  constructor(context: RunContext) {
    this.#context = context;
  }

  /** Whether a node was refused since the last restart. */
  get waiting(): boolean {
    return this.#waiting;
  }

  /** Begins to look through the ready nodes. */
  restart(): void {
    this.#waiting = false;
  }

  /**
   * Takes the turn to run a node.
   *
   * @returns Undefined while another run makes it; a hit when one has
   */
  take(settled: Settled): Settled | undefined {
    const { node, key, reasons } = settled;
    const { store, run } = this.#context;
    const holder = store.leases.take(key, run);
    if (holder !== undefined) {
      this.#waiting = true;
      this.#tell(node, holder);
      return undefined;
    }
    const wanted = reasons.some(({ cue }) =>
      cue === "forced" || cue === "corrupt"
    );
    if (wanted) return settled;
    // Another run may have made it since it was planned.
    const outputs = this.#find(key);
    if (outputs === undefined) return settled;
    this.release(key);
    return { ...settled, status: "hit", outputs, reasons: [] };
  }

  /** What is recorded for a key and whole; gc leaves it. */
  #find(key: string): Outputs | undefined {
    const { store } = this.#context;
    return store.withoutGc(() => {
      const found = store.find([key]).get(key);
      if (found?.missing.length !== 0) return undefined;
      store.actions.touch(key);
      return found.outputs;
    });
  }

  /** Gives a turn back. */
  release(key: string): void {
    const { store, run } = this.#context;
    store.leases.release(key, run);
  }

  /** Settles nodes so that gc leaves what is found for them. */
  settle(nodes: readonly GraphNode[]): Settled[] {
    if (nodes.length === 0) return [];
    const { store, settler } = this.#context;
    return store.withoutGc(() => {
      const settled = settler.settle(nodes);
      for (const { status, key } of settled) {
        if (status === "hit") store.actions.touch(key);
      }
      return settled;
    });
  }

  /** Resolves when it is time to look at refused nodes again. */
  wait(): Promise<undefined>[] {
    if (!this.#waiting) return [];
    return [
      new Promise((done) => setTimeout(() => done(undefined), LOOK_AGAIN_MS)),
    ];
  }

  #tell(node: GraphNode, holder: string): void {
    if (this.#told.has(node.name)) return;
    this.#told.add(node.name);
    this.#context.emit({
      type: "warning",
      node: node.name,
      message: `${node.name} waits for run ${holder}, which is making it`,
    });
  }
}
