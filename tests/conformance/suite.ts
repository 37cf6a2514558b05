import { join } from "node:path";
import { fileURLToPath, pathToFileURL } from "node:url";
import { fallbacks, useEngine } from "../../lib/tensor/mod.ts";
import { withFolder } from "../fixtures/folder.ts";
import { runWithOwnPackages } from "../fixtures/own_packages.ts";
import { SKIPS } from "./skips.ts";

const BUNDLE = fileURLToPath(new URL("bundle", import.meta.url));

/** How the suite went. */
export interface Conformance {
  readonly passed: number;
  readonly failed: number;
  readonly skipped: number;
  /** Name and first complaint of each failed test. */
  readonly failures: readonly (readonly [name: string, complaint: string])[];
  /** Kernels without a lowering, and how often the reference ones ran. */
  readonly fallbacks: Readonly<Record<string, number>>;
}

interface Result {
  readonly fullName: string;
  readonly status: string;
  readonly failedExpectations: readonly { readonly message: string }[];
}

/**
 * Runs TensorFlow.js's own tests against the `onnx` engine in this process.
 *
 * @param options `filter`: part of the names of the tests to run
 */
export async function runSuite(
  options: { readonly filter?: string | undefined } = {},
): Promise<Conformance> {
  const { filter = "" } = options;
  await useEngine("onnx");
  const env = await withFolder(async (folder) => {
    const { success, err } = await runWithOwnPackages(BUNDLE, {
      args: [folder],
    });
    if (!success) throw new Error(err);
    const load = (name: string) =>
      import(pathToFileURL(join(folder, name)).href);
    const { default: required } = await load("jasmine.mjs");
    const jasmine = required.core(required);
    Object.assign(
      globalThis,
      required.interface(jasmine, jasmine.getEnv({ suppressLoadErrors: true })),
      { jasmine },
    );
    const env = jasmine.getEnv();
    env.configure({
      random: false,
      failSpecWithNoExpectations: false,
      specFilter: (spec: { getFullName(): string }) => {
        const name = spec.getFullName();
        return name.includes(filter) &&
          !SKIPS.some(([start]) => name.startsWith(start));
      },
    });
    await load("suite.mjs");
    return env;
  });
  const counts = { passed: 0, failed: 0, skipped: 0 };
  const failures: (readonly [string, string])[] = [];
  env.addReporter({
    specDone({ fullName, status, failedExpectations }: Result) {
      if (status === "passed") counts.passed++;
      else if (status === "failed") {
        counts.failed++;
        failures.push([fullName, failedExpectations[0]?.message ?? ""]);
      } else if (fullName.includes(filter)) counts.skipped++;
    },
  });
  await env.execute();
  return { ...counts, failures, fallbacks: fallbacks() };
}
