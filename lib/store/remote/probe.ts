import { sha256 } from "../blobs.ts";
import { HttpCache } from "./http_cache.ts";
import type { SharedCacheOptions } from "./shared_cache.ts";

/** What a cache does; each is undefined when it goes well. */
export interface ProbeResult {
  /** The address without a password. */
  readonly address: string;
  /** Why it cannot be read. */
  readonly reads: string | undefined;
  /** Why it takes no writes. */
  readonly writes: string | undefined;
}

/**
 * Asks a cache for something that is not there and, in read-write mode, puts a
 * few bytes into it and reads them again.
 */
export async function probeCache(
  { url, mode, patience = {} }: SharedCacheOptions,
): Promise<ProbeResult> {
  const http = new HttpCache(url, { retries: 0, ...patience });
  const bytes = new TextEncoder().encode("senzai doctor\n");
  const path = `cas/${sha256(bytes)}`;
  const reads = await complaint(() =>
    http.get(`ac/${sha256(crypto.randomUUID())}`, { most: 0 })
  );
  const writes = reads ??
    (mode === "read" ? undefined : await complaint(async () => {
      await http.put(path, bytes);
      const back = await http.get(path, { exactly: bytes.length });
      if (back !== undefined && sha256(back) === sha256(bytes)) return;
      throw new Error("it does not give back what was put");
    }));
  return { address: http.address, reads, writes };
}

async function complaint(
  use: () => Promise<unknown>,
): Promise<string | undefined> {
  try {
    await use();
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}
