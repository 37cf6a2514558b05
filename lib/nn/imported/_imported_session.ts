import { externalFiles } from "../../tensor/onnx/external_files.ts";
import { createSession } from "../../tensor/onnx/create_session.ts";
import type { Port } from "../../tensor/onnx/port.ts";
import type { Session, SessionOptions } from "../../tensor/onnx/session.ts";

/** Refuses a file that is not a model, or not all of one. */
export function requireWhole(bytes: Uint8Array): void {
  try {
    const files = externalFiles(bytes);
    if (files.length > 0) throw new Error(`its weights are in ${files}`);
  } catch (cause) {
    throw unreadable(
      cause,
      "expected one whole file that holds its own weights",
    );
  }
}

/** Compiles a model; a `RangeError` says what is wrong with it. */
export function openModel(
  bytes: Uint8Array,
  options: SessionOptions = { threads: 1 },
): Session {
  try {
    return createSession(bytes, options);
  } catch (cause) {
    throw unreadable(cause, "export it with operators that ONNX Runtime knows");
  }
}

function unreadable(cause: unknown, remedy: string): RangeError {
  return new RangeError(
    `Cannot read the ONNX model: ${sentence(cause)}; ${remedy}`,
    { cause },
  );
}

/** Runs a model; a `RangeError` says what it cannot do. */
export function runModel(
  session: Session,
  feeds: Parameters<Session["run"]>[0],
) {
  try {
    return session.run(feeds);
  } catch (cause) {
    const [input] = session.inputs;
    const isFree = input!.shape.slice(1).some((extent) => extent < 0);
    throw new RangeError(
      `Cannot run the ONNX model on [${feeds[input!.name]!.dims}]: ${
        sentence(cause)
      }; ${
        isFree
          ? "set 'size' to the height and width that it is made for"
          : "export it anew"
      }`,
      { cause },
    );
  }
}

/** What ONNX Runtime complains about, on one line and without its sources. */
function sentence(error: unknown): string {
  return (error as Error).message
    .replaceAll(/\/onnxruntime_src\/\S+:\d+ .*?\) (?=\S)/g, "")
    .replaceAll(/\s+/g, " ")
    .replace(/[.\s]+$/, "");
}

/** A number and what it counts. */
export function counted(number: number, noun: string): string {
  return `${number} ${noun}${number === 1 ? "" : "s"}`;
}

/** The input for images. */
export function inputOf({ inputs }: Session): Port {
  const [input] = inputs;
  if (
    inputs.length === 1 && input!.type === "float32" &&
    input!.shape.length === 4
  ) {
    return input!;
  }
  const got = inputs.map(({ name, shape, type }) =>
    `'${name}' ${type} [${shape}]`
  );
  throw new RangeError(
    `Cannot use the ONNX model: expected one input of images, float32 with 4 axes, got ${
      got.join(", ") || "none"
    }; export it with such an input`,
  );
}

/** Where an input has its channels, as far as its extents tell. */
export function layoutOf({ name, shape }: Port): "nchw" | "nhwc" {
  const second = shape[1] === 1 || shape[1] === 3;
  const last = shape[3] === 1 || shape[3] === 3;
  if (second !== last) return second ? "nchw" : "nhwc";
  throw new RangeError(
    `Cannot tell which axis of the ONNX model's input '${name}' [${shape}] has the channels: set 'layout' to nchw or nhwc`,
  );
}

/** The output of a name; the first without one. */
export function outputOf({ outputs }: Session, name: string | undefined): Port {
  const found = name === undefined
    ? outputs[0]
    : outputs.find((output) => output.name === name);
  if (found !== undefined) return found;
  throw new RangeError(
    `Cannot find output '${name}' of the ONNX model: it has ${
      outputs.map((output) => `'${output.name}'`).join(", ")
    }`,
  );
}
