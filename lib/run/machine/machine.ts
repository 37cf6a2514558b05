import { memory } from "../../platform/system.ts";
import { type Driver, nvidiaDriver } from "../../tensor/engines/cuda/needs.ts";
import { hostClass } from "./host.ts";

/** What a run knows of the machine that it plans and measures on. */
export interface Machine {
  /** Class of hardware, by which times are compared: see {@linkcode hostClass}. */
  readonly host: string;
  /** Threads that its processors run at once. */
  readonly processors: number;
  /** MiB. */
  readonly memory: number;
  /** Asks NVIDIA's driver what GPUs there are; undefined without a driver. */
  readonly driver: () => Driver | undefined;
  /** Milliseconds since some moment; never goes back. */
  readonly now: () => number;
  /** Date and time of day. */
  readonly date: () => Date;
}

/** The machine that this process runs on. */
export function thisMachine(): Machine {
  return {
    host: hostClass(),
    processors: navigator.hardwareConcurrency,
    memory: memory().total / 1048576,
    driver: nvidiaDriver,
    now: () => performance.now(),
    date: () => new Date(),
  };
}
