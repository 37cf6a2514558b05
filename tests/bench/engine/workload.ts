import type { Arrays } from "../../../lib/tensor/array.ts";
import { compileStep, type StepFunction } from "../../../lib/tensor/mod.ts";

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

/** Steps of a training. */
export function training(
  step: StepFunction,
  initial: Arrays,
  data: (index: number) => Arrays,
): Running {
  const stepper = compileStep(step, initial);
  return {
    async call(index) {
      const inputs = data(index);
      return await clocked(() => stepper.run(inputs));
    },
    dispose: () => stepper.dispose(),
  };
}

/** Milliseconds that `body` takes. */
export async function clocked(body: () => unknown): Promise<number> {
  const before = performance.now();
  await body();
  return performance.now() - before;
}
