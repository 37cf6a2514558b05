import { createHash } from "node:crypto";
import { encodeSafetensors } from "../../../lib/tensor/mod.ts";
import type { Model } from "../../kinds.ts";

/** Digest of what an extractor computes: its network and weights. */
export function identityOf({ network, weights }: Model): string {
  const bytes = encodeSafetensors(weights, {
    network: JSON.stringify(network),
  });
  return createHash("sha256").update(bytes).digest("hex");
}
