import * as tf from "@tensorflow/tfjs-core";
import type { Random } from "../../stats/random.ts";
import { mapValues } from "../../tensor/map_values.ts";
import { underPrefix, withPrefix } from "../../tensor/prefix.ts";
import { type NdArray, ndarray, sizeOf } from "../../tensor/array.ts";
import { compileProgram } from "../../tensor/compile_program.ts";
import { applyNetwork } from "../network/apply.ts";
import { pastOf } from "../network/past.ts";
import type { Weighted } from "../network/run_network.ts";
import { outputShape } from "../network/shapes.ts";

/** Draws sequences of tokens. */
export interface TokenSampler {
  /** Draws sequences, `[count, length]`. */
  draw(stream: Random, count: number): Promise<Float32Array>;
  /** Frees what the engine holds. */
  dispose(): void;
}

const PAST = "past/";
const WEIGHT = "w/";

/**
 * Opens a transformer over tokens for drawing, one token after the other. Keys and
 * values of the tokens before stay where they are computed.
 *
 * @param model Takes `[length]` tokens to logits `[length, vocabulary]`
 * @param options `batch`: sequences at once; `temperature` divides logits
 */
export function openTokens(
  { network, weights }: Weighted,
  { batch, temperature }: {
    readonly batch: number;
    readonly temperature: number;
  },
): TokenSampler {
  const [length = 0, vocabulary = 0] = outputShape(network);
  const below = lowerOnes(vocabulary);
  const program = compileProgram({
    next({ token, tokens, ...rest }, { place, picks, ...weights }) {
      const { output, past } = applyNetwork(
        network,
        underPrefix(WEIGHT, weights),
        token!,
        { decoding: { place: place!, past: underPrefix(PAST, rest) } },
      );
      const logits = tf.div(
        tf.reshape(output, [batch, vocabulary]),
        temperature,
      );
      const upTo = tf.matMul(
        tf.softmax(logits) as tf.Tensor2D,
        tf.tensor2d(below, [vocabulary, vocabulary]),
      );
      // The first token whose share, with those before it, exceeds the pick.
      const passed = tf.sum(
        tf.cast(tf.lessEqual(upTo, picks!), "float32"),
        1,
        true,
      );
      const drawn = tf.minimum(passed, vocabulary - 1);
      const here = tf.reshape(place!, [1, length]);
      return {
        state: {
          ...withPrefix(PAST, past),
          token: drawn,
          tokens: tf.add(tf.mul(tokens!, tf.sub(1, here)), tf.mul(drawn, here)),
        },
        results: {},
      };
    },
  }, {
    token: filled([batch, 1], vocabulary),
    tokens: filled([batch, length], 0),
    ...withPrefix(
      PAST,
      mapValues(pastOf(network), (shape) => filled([batch, ...shape], 0)),
    ),
  }, withPrefix(WEIGHT, weights));
  return {
    async draw(stream, count) {
      const out = new Float32Array(count * length);
      for (let start = 0; start < count; start += batch) {
        await program.write({ token: filled([batch, 1], vocabulary) });
        await program.many("next", length, (i) => ({
          place: ndarray(
            Float32Array.from({ length }, (_, at) => at === i ? 1 : 0),
            [length],
          ),
          picks: ndarray(stream.uniform(new Float32Array(batch)), [batch, 1]),
        }));
        const { tokens } = await program.read("tokens");
        const rows = Math.min(batch, count - start);
        out.set(
          (tokens!.data as Float32Array).subarray(0, rows * length),
          start * length,
        );
      }
      return out;
    },
    dispose: () => program.dispose(),
  };
}

function filled(shape: readonly number[], value: number): NdArray {
  return ndarray(new Float32Array(sizeOf(shape)).fill(value), shape);
}

/** Ones where the row is at most the column: a product with it adds up. */
function lowerOnes(size: number): Float32Array {
  return Float32Array.from(
    { length: size * size },
    (_, i) => Math.floor(i / size) <= i % size ? 1 : 0,
  );
}
