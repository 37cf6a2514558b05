import { PipelineError } from "../../dsl/error.ts";
import type { Kind } from "../../dsl/kind.ts";

/** What a pipeline is told of an artifact that it asks for. */
export interface Answer {
  /** Name of the node that made it. */
  readonly node: string;
  /** Decodes it. */
  readonly kind: Kind;
  /** Digest under which the store holds it. */
  readonly digest: string;
  /** Its content. */
  readonly bytes: Uint8Array<ArrayBuffer>;
}

/**
 * Values of answers, decoded anew: what a build does to them changes nothing
 * for the next.
 *
 * @throws {PipelineError} when the bytes are none of their kind
 */
export function valuesOf(
  answers: readonly Pick<Answer, "node" | "kind" | "bytes">[],
): unknown[] {
  return answers.map(({ node, kind, bytes }) => {
    try {
      return kind.decode(bytes.slice());
    } catch (cause) {
      throw new PipelineError(
        "store",
        `Cannot read the '${kind.name}' of '${node}' that the pipeline looks at: ${
          (cause as Error).message
        }; raise the version of its kind when its bytes change meaning`,
        { node, cause },
      );
    }
  });
}
