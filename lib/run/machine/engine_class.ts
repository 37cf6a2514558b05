import { PipelineError } from "../../dsl/error.ts";
import { AUTO, ENGINE_CLASSES } from "../../tensor/engines/classes.ts";
import { fastestEngine } from "../../tensor/engines/fastest.ts";

/** A tensor engine as far as cache keys and slots are concerned. */
export interface EngineClass {
  /** Name to give to `useEngine`. */
  readonly name: string;
  /**
   * Arithmetic class: engines that share it give the same bytes, but for those on
   * CUDA, which give other last digits each time.
   */
  readonly numerics: string;
  /** Whether its stages hold a GPU while they run. */
  readonly gpu: boolean;
}

const ENGINES: readonly EngineClass[] = Object.entries(ENGINE_CLASSES)
  .map(([name, known]) => ({ name, ...known }));

/** Names that `--engine` takes. */
export const ENGINE_NAMES: readonly string[] = [
  AUTO,
  ...ENGINES.map(({ name }) => name),
];

/** Every arithmetic class. */
export const NUMERICS: readonly string[] = ENGINES.map(({ numerics }) =>
  numerics
);

/**
 * Looks up an engine by name without loading it, so that a run with nothing
 * to do never touches native code. `auto` is the fastest that is here, so that its
 * results may be of another class on another machine.
 *
 * @throws {PipelineError} when there is no engine of this name
 */
export function engineClass(name: string): EngineClass {
  const wanted = name === AUTO ? fastestEngine() : name;
  const found = ENGINES.find((each) => each.name === wanted);
  if (found !== undefined) return found;
  throw new PipelineError(
    "misuse",
    `Cannot use engine '${name}': expected one of ${ENGINE_NAMES.join(", ")}`,
  );
}

/**
 * Arithmetic classes that are meant: a class, the start of some (`onnx/cpu`), or
 * that of an engine.
 *
 * @throws {PipelineError} when there is none
 */
export function numericsOf(name: string): readonly string[] {
  const engine = ENGINES.find((each) => each.name === name);
  if (engine !== undefined) return [engine.numerics];
  const found = NUMERICS.filter((each) =>
    each === name || each.startsWith(`${name}/`)
  );
  if (found.length > 0) return found;
  throw new PipelineError(
    "misuse",
    `Cannot accept results of '${name}': expected an engine or its class, one of ${
      NUMERICS.join(", ")
    }`,
  );
}
