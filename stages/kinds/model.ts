import type { Kind } from "../../lib/dsl/kind.ts";
import type { Network } from "../../lib/nn/network/network.ts";
import type { Arrays } from "../../lib/tensor/array.ts";
import { LAYOUTS } from "../layout.ts";
import { defineArraysKind } from "./arrays_kind.ts";
import type { Json } from "./json.ts";

/** A network with its weights and plain facts about it. */
export interface Model {
  /** The architecture. */
  readonly network: Network;
  /** Arrays by name. */
  readonly weights: Arrays;
  /** Recorded facts: training figures, class names, accuracy, costs. */
  readonly facts: Readonly<Record<string, Json>>;
}

function defineModelKind<
  const Name extends string,
  const Layout extends string = never,
>(
  name: Name,
  layouts?: readonly Layout[],
): Kind<Name, Model, Layout> {
  return defineArraysKind({
    name,
    version: 1,
    ...(layouts !== undefined && { layouts }),
    fields: ["network", "weights", "facts"],
    dtypes: {},
    split: (model: Model) => ({
      arrays: model.weights,
      meta: { network: model.network as unknown as Json, facts: model.facts },
    }),
    join({ arrays, meta }): Model {
      const { network, facts } = meta as unknown as Omit<Model, "weights">;
      return { network, facts, weights: arrays };
    },
    summarize: (model) => ({
      input: model.network.input,
      layers: model.network.layers.length,
      weights: Object.values(model.weights).reduce(
        (sum, array) => sum + array.data.length,
        0,
      ),
      ...model.facts,
    }),
  });
}

/** Maps images in [−1, 1] to standardised codes `[dim]`. */
export const Encoder = defineModelKind("model/encoder", LAYOUTS);

/** Maps codes `[dim]` to images in [−1, 1]; a decoder is one too. */
export const Generator = defineModelKind("model/generator", LAYOUTS);

/** Maps images in [−1, 1] to what judges them: a classifier, or any other network with features. */
export const Extractor = defineModelKind("model/extractor");
