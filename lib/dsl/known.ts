import { PipelineError } from "./error.ts";
import type { Kind, ValueOf } from "./kind.ts";
import { isRef } from "./_is_ref.ts";
import { testOrigin } from "./splits.ts";
import type { AnyRef, Ref } from "./stage.ts";

/**
 * Looks at a result while a pipeline is built: the value of the artifact, or
 * `undefined` until it has been made. Nothing may be chosen by test data, which
 * it refuses.
 *
 * @throws {PipelineError} when it is asked for what rests on test data, for
 * what is no output of a stage, or after `targets` has returned
 */
export type Known = <K extends Kind>(ref: Ref<K>) => ValueOf<K> | undefined;

/** What `targets` is given besides the parameters. */
export interface Results {
  /** Looks at what has been made so far. */
  readonly known: Known;
}

/** Results by the order in which a pipeline asks for them. */
export interface Asking extends Results, Disposable {
  /** Everything that was asked for, in order. */
  readonly asked: readonly AnyRef[];
}

/**
 * Answers the n-th question with the n-th answer, and notes all questions;
 * when disposed of, no more may be asked.
 *
 * @param answers Decoded artifacts
 */
export function asking(answers: readonly unknown[]): Asking {
  const asked: AnyRef[] = [];
  let isOver = false;
  return {
    asked,
    known: ((ref: AnyRef) => {
      if (isOver) {
        throw refusal("targets has returned; ask before that");
      }
      checkRef(ref);
      asked.push(ref);
      return answers[asked.length - 1];
    }) as Known,
    [Symbol.dispose]: () => {
      isOver = true;
    },
  };
}

function checkRef(ref: AnyRef): void {
  if (!isRef(ref)) {
    throw refusal(
      "it is no output of a stage; give one, such as choice.scores",
    );
  }
  const origin = testOrigin(ref);
  if (origin === undefined) return;
  const name = ({ node, port }: AnyRef) =>
    `'${port}' of '${node.stage.spec.name}'`;
  const why = origin.node === ref.node && origin.port === ref.port
    ? `${name(ref)} is test data`
    : `${name(ref)} rests on ${name(origin)}, which is test data`;
  throw refusal(
    `${why}, by which nothing may be chosen; use training or validation data`,
  );
}

function refusal(problem: string): PipelineError {
  return new PipelineError(
    "misuse",
    `Cannot look at a result while the pipeline is built: ${problem}`,
  );
}
