import type { Arrays } from "../../../lib/tensor/array.ts";
import type { Learner } from "../../../lib/nn/learn/learner.ts";
import {
  callsOf,
  learnerFunctions,
  type StepCall,
} from "../../../lib/nn/learn/learner_functions.ts";
import { initLearner } from "../../../lib/nn/learn/learner_state.ts";
import { random } from "../../../lib/stats/random.ts";
import { compileProgram } from "../../../lib/tensor/mod.ts";

/** Something to time: calls after each other, in the engine in use. */
export interface Workload {
  /** Name, the same in every peer. */
  readonly name: string;
  /** Arithmetic of one call, in 10⁹ operations, where it can be stated. */
  readonly gflop?: number;
  /** Calls of one round; the first quarter is not counted. */
  readonly calls: number;
  /** Whether engines without whole-graph compilation time it too. */
  readonly small?: boolean;
  /** Makes what is called. */
  start(): Promise<Running>;
}

/** A workload that is ready to be called. */
export interface Running {
  /** One call; gives milliseconds, without the making of inputs. */
  call(index: number): Promise<number>;
  /** Frees what the engine holds. */
  dispose(): void;
}

/** Steps of a learner. */
export function training(
  learner: Learner,
  data: (index: number) => Arrays,
): Running {
  const program = compileProgram(
    learnerFunctions(learner),
    initLearner(learner, (net) => random(1n, net)),
  );
  const [{ name }] = callsOf(learner, 0) as [StepCall];
  return {
    async call(index) {
      const inputs = data(index);
      return await clocked(() => program.call(name, inputs));
    },
    dispose: () => program.dispose(),
  };
}

/** Milliseconds that `body` takes. */
export async function clocked(body: () => unknown): Promise<number> {
  const before = performance.now();
  await body();
  return performance.now() - before;
}
