import jasmineRequire from "jasmine-core/lib/jasmine-core/jasmine.js";
import { pathToFileURL } from "node:url";
import { fallbacks, useEngine } from "../../lib/tensor/mod.ts";
import { bundleSuite } from "./bundle.ts";
import { SKIPS } from "./skips.ts";

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
  // deno-lint-ignore no-explicit-any -- the package declares no types for its core
  const required = jasmineRequire as any;
  const jasmine = required.core(required);
  const env = jasmine.getEnv({ suppressLoadErrors: true });
  Object.assign(globalThis, required.interface(jasmine, env), { jasmine });
  env.configure({
    random: false,
    failSpecWithNoExpectations: false,
    specFilter: (spec: { getFullName(): string }) => {
      const name = spec.getFullName();
      return name.includes(filter) &&
        !SKIPS.some(([start]) => name.startsWith(start));
    },
  });
  const file = await Deno.makeTempFile({ suffix: ".mjs" });
  try {
    await bundleSuite(file);
    await import(pathToFileURL(file).href);
  } finally {
    await Deno.remove(file);
  }
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
