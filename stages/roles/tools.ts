import type * as Tf from "@tensorflow/tfjs-core";
import type * as Nn from "../../lib/nn/mod.ts";

/**
 * What roles hand to families of models, so that these import types only and the
 * command line starts without loading an engine.
 */
export interface Tools {
  /** TensorFlow.js, recorded or computed by the engine in use. */
  readonly tf: typeof Tf;
  /** Architectures, losses, optimisers and schedules. */
  readonly nn: typeof Nn;
}

/** Loads the tools. */
export async function loadTools(): Promise<Tools> {
  const [tf, nn] = await Promise.all([
    import("@tensorflow/tfjs-core"),
    import("../../lib/nn/mod.ts"),
  ]);
  return { tf, nn };
}
