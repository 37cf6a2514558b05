import { binary, broadcastShape, pointwise } from "../pointwise.ts";
import { cast, record, scalar, unary } from "../record.ts";
import type { Lowering, Lowerings } from "../lowering.ts";
import type { ElementType, Value } from "../value.ts";

function arithmetic(type: string): Lowering {
  return ({ a, b }) => binary(type, [a!, b!]);
}

function comparison(type: string): Lowering {
  return ({ a, b }) => binary(type, [...comparable(a!, b!)], "bool");
}

/** ONNX compares booleans only for equality: take them as integers. */
function comparable(a: Value, b: Value): [Value, Value] {
  return a.type === "bool" ? [cast(a, "int32"), cast(b, "int32")] : [a, b];
}

function plain(type: string): Lowering {
  return ({ x }) => pointwise(type, x!);
}

/** An operator that ONNX has for floating point only. */
function floating(type: string): Lowering {
  return ({ x }) => pointwise(type, cast(x!, "float32"));
}

function constant(like: Value, value: number): Value {
  return scalar(value, like.type);
}

function select(condition: Value, yes: Value, no: Value): Value {
  const branches = broadcastShape(yes.shape, no.shape);
  return record("Where", [condition, yes, no], {
    shape: broadcastShape(condition.shape, branches),
    type: yes.type,
  });
}

/** Zero for what is not a number, as TensorFlow.js has it. */
function sign({ x }: Readonly<Record<string, Value>>): Value {
  if (x!.type !== "float32") return unary("Sign", x!);
  const isNumber = unaryBool("Not", unaryBool("IsNaN", x!));
  return select(isNumber, unary("Sign", x!), constant(x!, 0));
}

function parametricRelu(x: Value, alpha: Value): Value {
  return select(
    binary("GreaterOrEqual", [x, constant(x, 0)], "bool"),
    x,
    binary("Mul", [x, cast(alpha, "float32")]),
  );
}

function divide({ a, b }: Readonly<Record<string, Value>>): Value {
  return binary("Div", [cast(a!, "float32"), cast(b!, "float32")]);
}

/** ⌊a / b⌋, in the inputs' type. */
function floorDivide({ a, b }: Readonly<Record<string, Value>>): Value {
  const quotient = divide({ a: a!, b: b! });
  return cast(unary("Floor", quotient), a!.type);
}

/** a − ⌊a / b⌋·b: the sign of the divisor, as TensorFlow has it. */
function modulo({ a, b }: Readonly<Record<string, Value>>): Value {
  if (a!.type === "int32") return binary("Mod", [a!, b!]);
  const whole = unary("Floor", binary("Div", [a!, b!]));
  return binary("Sub", [a!, binary("Mul", [whole, b!])]);
}

function squaredDifference({ a, b }: Readonly<Record<string, Value>>): Value {
  const difference = binary("Sub", [a!, b!]);
  return binary("Mul", [difference, difference]);
}

function square({ x }: Readonly<Record<string, Value>>): Value {
  return binary("Mul", [x!, x!]);
}

function reciprocalRoot({ x }: Readonly<Record<string, Value>>): Value {
  return unary("Reciprocal", unary("Sqrt", cast(x!, "float32")));
}

/** Exact near zero: u = 1 + x, log(u)·x / (u − 1), or x where u is 1. */
function log1p({ x }: Readonly<Record<string, Value>>): Value {
  const one = constant(x!, 1);
  const u = binary("Add", [x!, one]);
  const d = binary("Sub", [u, one]);
  const isOne = binary("Equal", [d, constant(x!, 0)], "bool");
  const safe = select(isOne, one, d);
  const scaled = binary("Mul", [
    unary("Log", u),
    binary("Div", [x!, safe]),
  ]);
  return select(isOne, x!, scaled);
}

/** Exact near zero: 2·sinh(x / 2)·exp(x / 2). */
function expm1({ x }: Readonly<Record<string, Value>>): Value {
  const half = binary("Mul", [x!, constant(x!, 0.5)]);
  const product = binary("Mul", [unary("Sinh", half), unary("Exp", half)]);
  return binary("Add", [product, product]);
}

function leakyRelu(x: Value, alpha: number): Value {
  const y = pointwise("LeakyRelu", x, {
    attributes: { alpha: { float: alpha } },
  });
  return alpha > 0 ? rectified(x, y) : y;
}

/** Notes that `y` is positive where `x` is. */
function rectified(x: Value, y: Value): Value {
  x.rectified = y;
  return y;
}

/** Larger than the reciprocal of any normal number's distance to zero. */
const HUGE = 3e38;

/**
 * One where positive, `alpha` elsewhere: one or two vectorised passes, and no
 * comparison.
 */
function step(
  { x }: Readonly<Record<string, Value>>,
  attributes: { readonly [name: string]: unknown },
): Value {
  const alpha = (attributes.alpha as number | undefined) ?? 0;
  // Both are kept until the gradient is taken, unless one does for both.
  if (x!.rectified !== undefined) return step({ x: x!.rectified }, attributes);
  if (x!.type === "float32" && alpha === 0) {
    return pointwise("HardSigmoid", x!, {
      attributes: { alpha: { float: HUGE }, beta: { float: 0 } },
    });
  }
  if (x!.type === "float32" && alpha <= 1) {
    return clip(binary("Mul", [x!, constant(x!, HUGE)]), alpha, 1);
  }
  const positive = binary("Greater", [x!, constant(x!, 0)], "bool");
  return select(positive, constant(x!, 1), constant(x!, alpha));
}

function unaryBool(type: string, x: Value): Value {
  return record(type, [x], { shape: x.shape, type: "bool" });
}

function isFinite({ x }: Readonly<Record<string, Value>>): Value {
  // x − x is zero exactly for finite numbers.
  const difference = binary("Sub", [x!, x!]);
  return binary("Equal", [difference, constant(x!, 0)], "bool");
}

function clip(
  x: Value,
  low: number,
  high: number,
): Value {
  return pointwise("Clip", x, {
    numbers: [scalar(low, x.type), scalar(high, x.type)],
  });
}

function castTo(
  { x }: Readonly<Record<string, Value>>,
  { dtype }: { readonly [name: string]: unknown },
): Value | undefined {
  if (dtype === "complex64" || dtype === "string") return undefined;
  if (dtype === "bool") {
    return notEqual({ a: x!, b: constant(x!, 0) });
  }
  return cast(x!, dtype as ElementType);
}

function notEqual({ a, b }: Readonly<Record<string, Value>>): Value {
  const equal = binary("Equal", [...comparable(a!, b!)], "bool");
  return unaryBool("Not", equal);
}

/** ELU's gradient from its output y: dy where y ≥ 0, dy·(y + 1) elsewhere. */
function eluGradient({ dy, y }: Readonly<Record<string, Value>>): Value {
  const positive = binary("GreaterOrEqual", [y!, constant(y!, 0)], "bool");
  const slope = select(
    positive,
    constant(y!, 1),
    binary("Add", [y!, constant(y!, 1)]),
  );
  return binary("Mul", [dy!, slope]);
}

/** Kernels that act on each element alone. */
export const elementwise: Lowerings = {
  Add: arithmetic("Add"),
  Sub: arithmetic("Sub"),
  Multiply: arithmetic("Mul"),
  RealDiv: divide,
  FloorDiv: floorDivide,
  Mod: modulo,
  Pow: arithmetic("Pow"),
  Maximum: arithmetic("Max"),
  Minimum: arithmetic("Min"),
  SquaredDifference: squaredDifference,
  Greater: comparison("Greater"),
  GreaterEqual: comparison("GreaterOrEqual"),
  Less: comparison("Less"),
  LessEqual: comparison("LessOrEqual"),
  Equal: comparison("Equal"),
  NotEqual: notEqual,
  LogicalAnd: ({ a, b }) => binary("And", [a!, b!], "bool"),
  LogicalOr: ({ a, b }) => binary("Or", [a!, b!], "bool"),
  LogicalNot: ({ x }) => unaryBool("Not", x!),
  Select: ({ condition, t, e }) => select(condition!, t!, e!),
  Cast: castTo,
  ClipByValue: ({ x }, { clipValueMin, clipValueMax }) =>
    clip(x!, clipValueMin as number, clipValueMax as number),
  Neg: plain("Neg"),
  Abs: plain("Abs"),
  Sign: sign,
  Relu: ({ x }) => rectified(x!, pointwise("Relu", x!)),
  Relu6: ({ x }) => clip(x!, 0, 6),
  LeakyRelu: ({ x }, { alpha }) =>
    leakyRelu(cast(x!, "float32"), alpha as number),
  Prelu: ({ x, alpha }) => parametricRelu(cast(x!, "float32"), alpha!),
  Elu: floating("Elu"),
  EluGrad: eluGradient,
  Selu: floating("Selu"),
  Softplus: floating("Softplus"),
  Sigmoid: floating("Sigmoid"),
  Tanh: floating("Tanh"),
  Erf: floating("Erf"),
  // Whole numbers reach powers where the fast exponential is a bit off.
  Exp: ({ x }) => x!.type === "float32" ? unary("Exp", x!) : undefined,
  Expm1: expm1,
  Log: floating("Log"),
  Log1p: log1p,
  Sqrt: floating("Sqrt"),
  Rsqrt: reciprocalRoot,
  Square: square,
  Reciprocal: floating("Reciprocal"),
  Floor: floating("Floor"),
  Ceil: floating("Ceil"),
  Round: ({ x }) => x!.type === "float32" ? unary("Round", x!) : x!,
  Sin: floating("Sin"),
  Cos: floating("Cos"),
  Asin: floating("Asin"),
  Acos: floating("Acos"),
  Atan: floating("Atan"),
  Sinh: floating("Sinh"),
  Cosh: floating("Cosh"),
  Asinh: floating("Asinh"),
  Acosh: floating("Acosh"),
  Atanh: floating("Atanh"),
  Step: step,
  IsNan: ({ x }) => unaryBool("IsNaN", x!),
  IsInf: ({ x }) => unaryBool("IsInf", x!),
  IsFinite: isFinite,
};
