import type { Variant } from "../playlist/playlist";
import { isVariantKeyPath } from "./key-paths";
import type { Operand, Predicate, PredicateOperator } from "./predicate";
import { type AttributeValue, attributeOf, undeclared } from "./variant-attributes";

export interface Evaluation {
  readonly matches: boolean;
  /** Key paths whose value the playlist does not declare and whose comparison held all the same. */
  readonly undeclared: readonly string[];
  /** A comparison with nil was taken for false. */
  readonly metNil: boolean;
}

/** Whether a variant satisfies a predicate, and whether only because something is not declared. */
export function evaluatePredicate(predicate: Predicate, variant: Variant): Evaluation {
  const seen = new Set<string>();
  const state = { metNil: false };
  const matches = holds(predicate, variant, seen, state);
  return { matches, undeclared: matches ? [...seen] : [], metNil: state.metNil };
}

type Value = AttributeValue | readonly Value[];

function holds(predicate: Predicate, variant: Variant, seen: Set<string>, state: { metNil: boolean }): boolean {
  switch (predicate.kind) {
    case "constant":
      return predicate.value;
    case "not":
      return !holds(predicate.of, variant, seen, state);
    case "and":
      return predicate.of.every((one) => holds(one, variant, seen, state));
    case "or":
      return predicate.of.some((one) => holds(one, variant, seen, state));
    case "comparison": {
      const left = resolved(predicate.left, variant);
      const right = resolved(predicate.right, variant);
      if (left === undefined || right === undefined) return nilHolds(predicate, left, right, state);
      const result = compare(left, predicate.operator, right);
      if (result) {
        for (const operand of [predicate.left, predicate.right]) {
          if (operand.kind === "keyPath" && resolved(operand, variant) === undeclared) seen.add(operand.path);
        }
      }
      return result;
    }
  }
}

/** Only a comparison with a written nil looks for it; any other with nil is taken for false. */
function nilHolds(
  { left, operator, right }: Extract<Predicate, { kind: "comparison" }>,
  leftValue: Value,
  rightValue: Value,
  state: { metNil: boolean },
): boolean {
  if (left.kind === "nil" || right.kind === "nil") {
    const equal = leftValue === undefined && rightValue === undefined;
    return operator === "==" ? equal : operator === "!=" ? !equal : false;
  }
  state.metNil = true;
  return false;
}

function resolved(operand: Operand, variant: Variant): Value {
  switch (operand.kind) {
    case "number":
    case "text":
      return operand.value;
    case "nil":
      return undefined;
    case "list":
      return operand.items.map((item) => resolved(item, variant));
    case "keyPath":
      return isVariantKeyPath(operand.path) ? attributeOf(variant, operand.path) : undefined;
  }
}

function compare(left: Value, operator: PredicateOperator, right: Value): boolean {
  switch (operator) {
    case "IN":
      return isList(right) && right.some((item) => isSame(item, left));
    case "CONTAINS":
      return isList(left)
        ? left.some((item) => isSame(item, right))
        : typeof left === "string" && typeof right === "string" && left.includes(right);
    case "BETWEEN": {
      const [low, high] = isList(right) ? right : [];
      return typeof left === "number" && typeof low === "number" && typeof high === "number"
        ? left >= low && left <= high
        : false;
    }
    case "==":
      return isSame(left, right);
    case "!=":
      return !isSame(left, right);
    default:
      return typeof left === "number" && typeof right === "number" && ordered(left, operator, right);
  }
}

function ordered(left: number, operator: "<" | "<=" | ">" | ">=", right: number): boolean {
  switch (operator) {
    case "<":
      return left < right;
    case "<=":
      return left <= right;
    case ">":
      return left > right;
    case ">=":
      return left >= right;
  }
}

/** An item of codecTypes and formatIDs is the list of what it may be called. */
function isSame(left: Value, right: Value): boolean {
  if (isList(left)) return left.some((name) => name === right);
  if (isList(right)) return right.some((name) => name === left);
  return left === right;
}

function isList(value: Value): value is readonly Value[] {
  return Array.isArray(value);
}
