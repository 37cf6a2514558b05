import { PipelineError } from "../dsl/error.ts";
import { deleteVariable, variable } from "../platform/environment.ts";
import type { SharedCacheOptions } from "../store/remote/mod.ts";
import type { App } from "./app.ts";
import { isBase, NO_BASE } from "./cache_address.ts";
import { CACHE_VARIABLE } from "./cache_variable.ts";
import { readSettings } from "./settings.ts";

/**
 * The shared cache of `senzai.json`, at the address of `SENZAI_CACHE` where
 * that is set; an empty one means none. The variable with the secret is taken
 * out of the environment, so that no stage and no program finds it there.
 *
 * @param app Says where the command was given
 * @param isWanted False to go without
 * @throws {PipelineError} when the address is none, or the variable with the
 * secret is not set
 */
export function sharedCacheOf(
  app: App,
  isWanted: boolean,
): SharedCacheOptions | undefined {
  const settings = readSettings(app.directory);
  const { cache } = settings;
  const secret = cache?.secret === undefined
    ? undefined
    : takeSecret(cache.secret);
  const address = variable(CACHE_VARIABLE);
  const url = address ?? cache?.url;
  if (!isWanted || url === undefined || url === "") return undefined;
  if (address !== undefined) checkAddress(address);
  if (cache?.secret !== undefined && secret === undefined) {
    throw new PipelineError(
      "misuse",
      `Cannot use the shared cache: ${settings.path} names the environment variable ${cache.secret} for its secret, which is not set; set it, or go without the cache by --no-shared-cache`,
    );
  }
  return {
    url,
    mode: cache?.mode ?? "read-write",
    ...(secret === undefined ? {} : { secret }),
  };
}

function takeSecret(name: string): string | undefined {
  const secret = variable(name);
  deleteVariable(name);
  return secret === "" ? undefined : secret;
}

function checkAddress(address: string): void {
  const protocol = URL.parse(address)?.protocol;
  if (protocol === "http:" || protocol === "https:") {
    if (isBase(address)) return;
    throw new PipelineError(
      "misuse",
      `Cannot use the shared cache of ${CACHE_VARIABLE}: ${NO_BASE}`,
    );
  }
  throw new PipelineError(
    "misuse",
    `Cannot use the shared cache: expected ${CACHE_VARIABLE} to be an address such as http://host:8080, got '${
      address.replace(/\/\/[^/]*@/, "//…@")
    }'`,
  );
}
