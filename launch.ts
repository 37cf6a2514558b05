/**
 * Starts the command line with the permissions that its arguments and
 * `senzai.json` call for. It imports no package, so that it takes no time.
 *
 * @module
 */
import { join } from "node:path";
import { driverFlags, type Surroundings } from "./lib/cli/driver_flags.ts";
import { CACHE_VARIABLE } from "./lib/cli/cache_variable.ts";
import { findSettings } from "./lib/cli/find_settings.ts";
import { readJson } from "./lib/cli/read_json.ts";
import { LAUNCHER } from "./lib/run/stop/launcher.ts";

const POLL_MS = 500;

/** The settings as they are; what is wrong with them the command line tells. */
function settingsIn(directory: string): Pick<Surroundings, "settings"> {
  const path = findSettings(directory);
  if (path === undefined) return {};
  try {
    return {
      settings: { path, data: readJson(path) },
    };
  } catch {
    return {};
  }
}

const cache = Deno.env.get(CACHE_VARIABLE);
const directory = Deno.env.get("INIT_CWD") ?? Deno.cwd();
const root = import.meta.dirname!;
const flags = driverFlags(Deno.args, {
  directory,
  deno: Deno.execPath(),
  os: Deno.build.os,
  temporary: Deno.env.get("TMPDIR") ?? Deno.env.get("TEMP") ?? "/tmp",
  variables: Object.keys(Deno.env.toObject()),
  ...(cache === undefined ? {} : { cache }),
  ...settingsIn(directory),
});
const driver = new Deno.Command(Deno.execPath(), {
  args: [
    "run",
    "--quiet",
    "--config",
    join(root, "deno.json"),
    ...flags,
    join(root, "cli.ts"),
    ...Deno.args,
  ],
  env: { [LAUNCHER]: String(Deno.pid) },
  stdin: "inherit",
  stdout: "inherit",
  stderr: "inherit",
}).spawn();

// A terminal sends SIGINT to the whole group, others to this process alone:
// the driver answers for both, and takes an echo for what it is.
for (const signal of ["SIGINT", "SIGTERM"] as const) {
  if (Deno.build.os === "windows" && signal === "SIGTERM") continue;
  Deno.addSignalListener(signal, () => {
    if (Deno.build.os !== "windows") stop(signal);
  });
}
// What runs tasks may die of a signal that was meant for all of them; a shell
// that ends is another matter.
const parent = Deno.ppid;
if (Deno.env.has("INIT_CWD") && Deno.build.os !== "windows") {
  const watch = setInterval(() => {
    if (Deno.ppid === parent) return;
    clearInterval(watch);
    stop("SIGTERM");
  }, POLL_MS);
}

function stop(signal: Deno.Signal): void {
  try {
    driver.kill(signal);
  } catch {
    // It has ended.
  }
}

Deno.exit((await driver.status).code);
