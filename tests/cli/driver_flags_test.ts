import assert from "node:assert/strict";
import { driverFlags, type Surroundings } from "../../lib/cli/driver_flags.ts";

const AROUND: Surroundings = {
  directory: "/work",
  deno: "/bin/deno",
  os: "linux",
  variables: ["HOME"],
};

/** What every command may do. */
const ALWAYS = [
  "--no-prompt",
  "--allow-read",
  "--allow-env",
  "--allow-sys",
  "--allow-ffi",
];

/** The flags beyond those that every command has. */
function flagsOf(
  line: string,
  around: Partial<Surroundings> = {},
): readonly string[] {
  const flags = driverFlags(line.split(" ").filter((arg) => arg !== ""), {
    ...AROUND,
    ...around,
  });
  assert.deepEqual(flags.slice(0, ALWAYS.length), ALWAYS);
  return flags.slice(ALWAYS.length);
}

const STORE = "--allow-write=/work/.senzai";
const WORKERS = "--allow-run=/bin/deno";

Deno.test("driverFlags() grants each command what it needs and no more", () => {
  const cases: Readonly<Record<string, readonly string[]>> = {
    "": [STORE, WORKERS],
    "run a.ts": [STORE, WORKERS],
    "run a.ts --store kept": ["--allow-write=/work/kept", WORKERS],
    "run a.ts --store=/kept --store ../last": ["--allow-write=/last", WORKERS],
    "--verbose plan a.ts": [STORE],
    "explain a.ts node": [STORE],
    "show a.ts node": [STORE],
    "runs": [STORE],
    "verify": [STORE, WORKERS],
    "doctor --json": [STORE],
    "report a.ts": [STORE, "--allow-run=/bin/deno,xdg-open"],
    "export a.ts x --to ../t.csv": ["--allow-write=/work/.senzai,/t.csv"],
    "export a.ts x": [STORE],
    "graph a.ts": [],
    "graph a.ts --output=g.svg": ["--allow-write=/work/g.svg"],
    "init --json ../digits": ["--allow-write=/digits"],
    "init": [],
    "stages": [],
    "schema": [],
    "completion bash": [],
    "constructor": [STORE, WORKERS],
  };
  for (const [line, expected] of Object.entries(cases)) {
    assert.deepEqual(flagsOf(line), expected, line);
  }
});

Deno.test("driverFlags() opens pages with the system's own program", () => {
  for (const [os, program] of [["darwin", "open"], ["windows", "cmd"]]) {
    assert.deepEqual(flagsOf("report a.ts", { os: os! }), [
      STORE,
      `--allow-run=/bin/deno,${program}`,
    ]);
  }
});

Deno.test("driverFlags() reaches the cache of senzai.json and no other host", () => {
  const settingsWith = (cache: unknown) => ({
    settings: { path: "/work/senzai.json", data: { cache } },
  });
  const hosts: Readonly<Record<string, readonly string[]>> = {
    "http://127.0.0.1:81/c": ["--allow-net=127.0.0.1:81"],
    "https://cache.example.org/x": ["--allow-net=cache.example.org:443"],
    "http://cache.example.org": ["--allow-net=cache.example.org:80"],
    "http://[::1]:9/": ["--allow-net=[::1]:9"],
    "no address": [],
  };
  for (const [url, net] of Object.entries(hosts)) {
    const around = settingsWith({ url });
    assert.deepEqual(flagsOf("run a.ts", around), [STORE, ...net, WORKERS]);
    assert.deepEqual(flagsOf("stages", around), []);
  }
  for (const cache of [null, 7, {}, { url: 7 }, []]) {
    const flags = flagsOf("run a.ts", settingsWith(cache));
    assert.deepEqual(flags, [STORE, WORKERS]);
  }
});

Deno.test("driverFlags() gives what stages may do only to stages in its process", () => {
  const data = {
    permissions: {
      net: ["example.org", "", 7],
      run: ["sleep"],
      write: ["out", "/abs"],
    },
  };
  const around = { settings: { path: "/up/senzai.json", data } };
  assert.deepEqual(flagsOf("run a.ts", around), [STORE, WORKERS]);
  for (const flag of ["--executor inline", "--executor=inline"]) {
    assert.deepEqual(flagsOf(`run a.ts ${flag}`, around), [
      "--allow-write=/work/.senzai,/up/out,/abs",
      "--allow-net=example.org",
      "--allow-run=/bin/deno,sleep",
    ]);
  }
  for (const permissions of [null, "all", { net: "all" }, { write: [""] }]) {
    const odd = {
      settings: { path: "/up/senzai.json", data: { permissions } },
    };
    const flags = flagsOf("run a.ts --executor inline", odd);
    assert.deepEqual(flags, [STORE, WORKERS]);
  }
});

Deno.test("driverFlags() starts workers under a linker's variables", () => {
  for (const name of ["LD_LIBRARY_PATH", "DYLD_LIBRARY_PATH"]) {
    const around = { variables: ["HOME", name] };
    assert.deepEqual(flagsOf("run a.ts", around), [STORE, "--allow-run"]);
    assert.deepEqual(flagsOf("plan a.ts", around), [STORE]);
  }
});

Deno.test("driverFlags() lets a store whose path has a comma be written", () => {
  const flags = flagsOf("run a.ts", { directory: "/a,b" });
  assert.deepEqual(flags, ["--allow-write", WORKERS]);
});
