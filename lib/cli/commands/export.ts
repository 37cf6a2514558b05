import { extname } from "node:path";
import { PipelineError } from "../../dsl/error.ts";
import type { App } from "../app.ts";
import type { Exported, ExportOptions } from "../export/mod.ts";
import {
  type Artifact,
  findArtifacts,
  readArtifact,
} from "../../query/find_artifact.ts";
import { resolvePath } from "../load.ts";
import { writeFile } from "../../platform/files.ts";
import { openSession, type Session } from "../session.ts";
import {
  examples,
  pipelineCommand,
  positiveInteger,
  refuseExisting,
  seedOption,
} from "./_flags.ts";

/** How other programs read what was exported. */
const ELSEWHERE = `
An ONNX file in Python:
  import numpy, onnxruntime
  session = onnxruntime.InferenceSession("g.onnx")
  codes = numpy.load("codes.npy")  # [count, dim], or any draw from the prior
  images, = session.run(["output"], {"input": codes})
  # float32 [count, height, width, channels] in [-1, 1]

An ONNX file in a browser page: examples/generator.html says how.

A safetensors file in Python:
  from safetensors import safe_open
  with safe_open("g.safetensors", "numpy") as file:
      arrays = {name: file.get_tensor(name) for name in file.keys()}
      facts = file.metadata()  # "meta": the layers, as JSON
`;

/** `export FILE NODE --to PATH`: an artifact as a file for other programs. */
export function exportCommand(app: App) {
  return pipelineCommand("export")
    .description("Write a stored artifact to a file; its extension says how")
    .argument("<artifact>", "name of a target, or node.output")
    .requiredOption(
      "--to <path>",
      "new file: .png, .npy, .csv, .onnx, or the extension that the artifact is stored with",
    )
    .option("--array <name>", "which array, for .npy")
    .option("--limit <n>", "most images of a .png", positiveInteger, 64)
    .addOption(seedOption())
    .addHelpText(
      "after",
      examples(
        [
          "export mine.ts table --to table.csv",
          "export mine.ts 'generate.sample[width=8].samples' --to samples.png",
          "export mine.ts 'generate.gan[width=8].generator' --to g.onnx",
          "export mine.ts 'generate.gan[width=8].generator' --to g.safetensors",
          "export mine.ts 'generate.sample[width=8].samples' --to codes.npy --array codes",
        ],
        '{"path","node","port","kind","digest","bytes"}',
      ) + ELSEWHERE,
    )
    .action(async (file, name, flags) => {
      using session = await openSession(file, flags, app);
      const path = resolvePath(flags.to, app);
      const { artifacts } = await findArtifacts(session, name);
      const extension = extname(path).slice(1).toLowerCase();
      const { artifact, bytes } = await encode(session, {
        artifacts,
        name,
        extension,
        options: { array: flags.array, limit: flags.limit },
      });
      await refuseExisting(path);
      await writeFile(path, bytes);
      const { node, port, kind, output } = artifact;
      app.write(
        flags.json
          ? `${
            JSON.stringify({
              path,
              node,
              port,
              kind: kind.name,
              digest: output.digest,
              bytes: bytes.length,
            })
          }\n`
          : `Wrote ${path}\n`,
      );
    });
}

/** Writes the one artifact among some that the extension fits. */
async function encode(
  session: Session,
  { artifacts, name, extension, options }: {
    readonly artifacts: readonly Artifact[];
    readonly name: string;
    readonly extension: string;
    readonly options: ExportOptions;
  },
) {
  const { EXPORT_FORMATS } = await import("../export/mod.ts");
  const candidates = artifacts.map((artifact) => {
    const { kind, output } = artifact;
    const exported: Exported = {
      kind,
      bytes: session.store.blobs.read(output.digest),
      value: readArtifact(session.store, artifact),
    };
    const formats = EXPORT_FORMATS.filter((each) => each.accepts(exported));
    return { artifact, exported, formats };
  });
  const fits = candidates.filter(({ artifact, formats }) =>
    artifact.kind.extension === extension ||
    formats.some((format) => format.extension === extension)
  );
  const [only] = fits;
  if (only === undefined) {
    const known = candidates.flatMap(({ artifact, formats }) => [
      artifact.kind.extension,
      ...formats.map((format) => format.extension),
    ]);
    throw new PipelineError(
      "misuse",
      `Cannot export '${name}' as '.${extension}': expected ${
        [...new Set(known)].map((each) => `.${each}`).join(", ")
      }`,
    );
  }
  if (fits.length > 1) {
    throw new PipelineError(
      "misuse",
      `Cannot choose what to export: name one of ${
        fits.map(({ artifact }) => `'${artifact.node}.${artifact.port}'`)
          .join(", ")
      }`,
    );
  }
  const { artifact, exported, formats } = only;
  const format = formats.find((each) => each.extension === extension);
  return {
    artifact,
    bytes: await format?.write(exported, options) ?? exported.bytes,
  };
}
