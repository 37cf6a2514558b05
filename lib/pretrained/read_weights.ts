import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import type { Arrays } from "../tensor/array.ts";
import { decodeSafetensors } from "../tensor/safetensors.ts";
import { FETCH_COMMAND, WEIGHTS, weightsPath } from "./lite0_files.ts";

/**
 * Tensors of EfficientNet-Lite0 by the names that PyTorch gives them.
 *
 * @param path The file; default: where `features:pretrained` puts it
 * @throws {RangeError} when it is not there, or is another file
 */
export function readLite0(path: string | undefined = weightsPath()): Arrays {
  if (path === undefined) {
    throw unusable(
      "Senzai is loaded from a URL and has no folder for them; name the file in 'weights'",
    );
  }
  let bytes: Uint8Array;
  try {
    bytes = readFileSync(path);
  } catch (cause) {
    throw unusable(`${path} cannot be read; run ${FETCH_COMMAND}`, cause);
  }
  const found = createHash("sha256").update(bytes).digest("hex");
  if (found !== WEIGHTS.sha256) {
    throw unusable(
      `${path} has SHA-256 ${found}, expected ${WEIGHTS.sha256}; run ${FETCH_COMMAND} --remove, and then without`,
    );
  }
  return decodeSafetensors(bytes).arrays;
}

function unusable(why: string, cause?: unknown): RangeError {
  return new RangeError(
    `Cannot use the pretrained weights: ${why}`,
    { cause },
  );
}
