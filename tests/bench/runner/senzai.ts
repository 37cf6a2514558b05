import { join } from "node:path";
import { fileURLToPath } from "node:url";
import config from "../../../deno.json" with { type: "json" };
import type { Contender, Prepared } from "./contender.ts";
import { fillStore } from "./fill.ts";
import { type Command, measure } from "./measure.ts";
import { countsOf } from "./pairs.ts";

const CLI = fileURLToPath(import.meta.resolve("../../../cli.ts"));
/** The store of a larger graph is filled without running it. */
const MOST_FIRST = 10_000;
const PIPELINE = fileURLToPath(import.meta.resolve("./pairs.ts"));

/** This project's runner, by its command line as a user calls it. */
export const senzai: Contender = {
  name: "senzai",
  version: `${config.version}, Deno ${Deno.version.deno}`,
  most: Infinity,
  async prepare(folder, { nodes, limit }): Promise<Prepared> {
    await fillStore(join(folder, "store"), nodes);
    const { sources, pairs } = countsOf(nodes);
    const first = nodes > MOST_FIRST
      ? undefined
      : await inOtherFolder(folder, (place) =>
        measure(firstRun(place, { nodes, executor: "process" }), { limit }));
    return {
      ...first === undefined ? {} : { first },
      cases: {
        noop: noop(folder, nodes),
        plan: pipeline("plan", {
          folder,
          args: ["--set", `nodes=${nodes}`, "--set", "shift=0.25"],
          proof: `0 in the store, ${sources} to run, ${
            nodes - sources
          } waiting for those`,
        }),
        "plan-half": pipeline("plan", {
          folder,
          args: ["--set", `nodes=${nodes}`, "--set", "digits=1"],
          proof:
            `${sources} in the store, ${pairs} to run, 1 waiting for those`,
        }),
      },
    };
  },
};

/** A run that finds everything in `store`. */
export function noop(folder: string, nodes: number): Command {
  return pipeline("run", {
    folder,
    args: ["--set", `nodes=${nodes}`],
    proof: `Done: 0 ran, ${nodes} from the store`,
  });
}

/** A run that finds nothing in `store`. */
export function firstRun(
  folder: string,
  { nodes, executor }: { nodes: number; executor: string },
): Command {
  return pipeline("run", {
    folder,
    args: ["--set", `nodes=${nodes}`, "--executor", executor],
    proof: `Done: ${nodes} ran, 0 from the store`,
  });
}

async function inOtherFolder<R>(
  folder: string,
  body: (place: string) => Promise<R>,
): Promise<R> {
  const place = await Deno.makeTempDir({ dir: folder });
  try {
    return await body(place);
  } finally {
    await Deno.remove(place, { recursive: true });
  }
}

function pipeline(
  command: string,
  { folder, args, proof }: {
    folder: string;
    args: readonly string[];
    proof: string;
  },
): Command {
  const cli = ["run", "-A", "--quiet", CLI, command, PIPELINE];
  return {
    program: Deno.execPath(),
    args: [...cli, "--store", "store", ...args],
    folder,
    proof,
  };
}
