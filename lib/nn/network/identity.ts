import { createHash } from "node:crypto";
import { encodeSafetensors } from "../../tensor/safetensors.ts";
import type { Weighted } from "./run_network.ts";

/** Digest of what a network computes: its architecture and weights. */
export function identityOf({ network, weights }: Weighted): string {
  const bytes = encodeSafetensors(weights, {
    network: JSON.stringify(network),
  });
  return createHash("sha256").update(bytes).digest("hex");
}
