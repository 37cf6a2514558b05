import * as tf from "@tensorflow/tfjs-core";
import type {
  Cell,
  Cx,
  Decoding,
  Drops,
  Init,
  LayerData,
} from "../layers/layer.ts";
import { definitionOf } from "../layers/mod.ts";
import type { Network } from "./network.ts";

/** What is behind the names that layers use; here names are the network's. */
export interface Ground
  extends
    Pick<Cx, "training" | "twice" | "given" | "noise" | "report" | "seen"> {
  /** A sequence that is made one vector after the other; names are the network's. */
  readonly decoding?: Decoding | undefined;
  /** A parameter or a cell by its name in the network. */
  entry(
    name: string,
    entry: {
      readonly shape: readonly number[];
      readonly init: Init;
      readonly isTrained: boolean;
    },
  ): tf.Tensor;
  /** Takes the next value of a cell. */
  update(name: string, next: tf.Tensor): void;
  /** Stands in for a layer that cannot be recorded. */
  outline?(shape: readonly number[], batch: number): tf.Tensor;
}

/**
 * Applies a network: its layers one after the other, steered by what is given.
 */
export function applyWhole(
  { layers, steering = {} }: Pick<Network, "layers" | "steering">,
  x: tf.Tensor,
  ground: Ground,
): tf.Tensor {
  const sums = new Map<string, tf.Tensor>();
  const steered = (name: string): tf.Tensor => {
    const known = sums.get(name);
    if (known !== undefined) return known;
    const parts = Object.entries(steering[name]!).map(([from, layers]) =>
      applyLayers(layers, ground.given(from), ground, `${name}/${from}/`)
    );
    const sum = parts.reduce((a, b) => tf.add(a, b));
    sums.set(name, sum);
    return sum;
  };
  return applyLayers(layers, x, {
    ...ground,
    given: (name) => name in steering ? steered(name) : ground.given(name),
  });
}

/** Applies layers one after the other, with their names after a prefix. */
export function applyLayers(
  layers: readonly LayerData[],
  x: tf.Tensor,
  ground: Ground,
  prefix = "",
): tf.Tensor {
  return layers.reduce(
    (at, layer, index) =>
      new Place(ground, `${prefix}${index}`).enter(layer, at),
    x,
  );
}

const unchanged = (_: string, parameter: tf.Tensor) => parameter;

/** One layer's place in a network. */
class Place implements Cx {
  readonly #ground: Ground;
  readonly #path: string;
  readonly #change: (name: string, parameter: tf.Tensor) => tf.Tensor;

  constructor(ground: Ground, path: string, change = unchanged) {
    this.#ground = ground;
    this.#path = path;
    this.#change = change;
  }

  get training(): boolean {
    return this.#ground.training;
  }

  get twice(): boolean {
    return this.#ground.twice;
  }

  get decoding(): Decoding | undefined {
    const { decoding } = this.#ground;
    return decoding && {
      place: decoding.place,
      past: (name, shape) => decoding.past(this.#nameOf(name), shape),
    };
  }

  /** Applies the layer that is here. */
  enter(layer: LayerData, x: tf.Tensor): tf.Tensor {
    const def = definitionOf(layer);
    const { outline } = this.#ground;
    return def.shape !== undefined && outline !== undefined
      ? outline(def.shape(x.shape.slice(1), layer), x.shape[0]!)
      : def.apply(this, x, layer);
  }

  param(name: string, shape: readonly number[], init: Init = 0): tf.Tensor {
    const entry = { shape, init, isTrained: true };
    const parameter = this.#ground.entry(this.#nameOf(name), entry);
    return this.#change(name, parameter);
  }

  cell(name: string, shape: readonly number[], init: Init = 0): Cell {
    const full = this.#nameOf(name);
    const entry = { shape, init, isTrained: false };
    return {
      value: this.#ground.entry(full, entry),
      set: (next) => {
        if (this.training) this.#ground.update(full, next);
      },
    };
  }

  given(name: string): tf.Tensor {
    return this.#ground.given(name);
  }

  noise(name: string, shape: readonly number[], law: Drops) {
    return this.#ground.noise(this.#nameOf(name), shape, law);
  }

  report(name: string, value: tf.Tensor): void {
    this.#ground.report(this.#nameOf(name), value);
  }

  seen(features: tf.Tensor): void {
    this.#ground.seen(features);
  }

  apply(name: string, layers: readonly LayerData[], x: tf.Tensor): tf.Tensor {
    return applyLayers(layers, x, this.#ground, `${this.#nameOf(name)}/`);
  }

  within(
    layer: LayerData,
    x: tf.Tensor,
    change: (name: string, parameter: tf.Tensor) => tf.Tensor,
  ): tf.Tensor {
    return new Place(this.#ground, this.#path, change).enter(layer, x);
  }

  #nameOf(name: string): string {
    return `${this.#path}/${name}`;
  }
}
