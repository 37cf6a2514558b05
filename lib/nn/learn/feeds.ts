import { random } from "../../stats/random.ts";
import { mapValues } from "../../tensor/map_values.ts";
import { withPrefix } from "../../tensor/prefix.ts";
import type { Arrays } from "../../tensor/array.ts";
import { keepsData } from "../../tensor/engine.ts";
import type { ProgramFunctions } from "../../tensor/program.ts";
import { drawNoise } from "../network/draw_noise.ts";
import { traceNetwork } from "../network/trace.ts";
import type { Learner } from "./learner.ts";
import { NOISE } from "./learner_functions.ts";
import { type Picked, withPicks } from "./picks.ts";

/** Where the data of steps comes from. */
export interface Feeds {
  /** Of batch `index`. */
  of(index: number): Arrays;
  /** Makes it now, for when it is asked for. */
  prepare(index: number): void;
  /** Of every step. */
  readonly resident: Arrays;
  /** Functions that take rows of what is resident. */
  wrap(functions: ProgramFunctions): ProgramFunctions;
}

/** Data of a learner's steps: batches, rows of arrays, and noise of layers. */
export function openFeeds(
  { nets }: Pick<Learner, "nets">,
  { seed, rows, batch = () => ({}), picks = {} }: {
    readonly seed: bigint;
    readonly rows: number;
    readonly batch?: (index: number) => Arrays;
    readonly picks?: Readonly<Record<string, Picked>>;
  },
): Feeds {
  const noisy = Object.entries(nets).filter(([, network]) =>
    traceNetwork(network).noise.length > 0
  );
  const { wrap, batch: fed, resident } = withPicks(
    (index) => ({
      ...batch(index),
      ...Object.assign(
        {},
        ...noisy.map(([name, network]) =>
          withPrefix(
            `${NOISE}${name}/`,
            drawNoise(network, {
              batch: rows,
              random: random(seed, "noise", name, index),
            }),
          )
        ),
      ),
    }),
    picks,
    keepsData(),
  );
  let prepared: { readonly index: number; readonly data: Arrays } | undefined;
  return {
    of: (index) => prepared?.index === index ? prepared.data : fed(index),
    prepare(index) {
      prepared = { index, data: fed(index) };
    },
    resident,
    wrap: (functions) => mapValues(functions, wrap),
  };
}
