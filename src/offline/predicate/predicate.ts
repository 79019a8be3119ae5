import type { OffsetRange } from "../../model/text";

/** The part of NSPredicate's format language that makes sense over the attributes of an AVAssetVariant. */
export type Predicate =
  | { readonly kind: "and" | "or"; readonly of: readonly Predicate[] }
  | { readonly kind: "not"; readonly of: Predicate }
  | { readonly kind: "constant"; readonly value: boolean }
  | {
      readonly kind: "comparison";
      readonly left: Operand;
      readonly operator: PredicateOperator;
      readonly right: Operand;
    };

export type PredicateOperator = "<" | "<=" | ">" | ">=" | "==" | "!=" | "IN" | "CONTAINS" | "BETWEEN";

export type Operand =
  | { readonly kind: "number"; readonly value: number }
  | { readonly kind: "text"; readonly value: string }
  | { readonly kind: "nil" }
  | { readonly kind: "list"; readonly items: readonly Operand[] }
  | { readonly kind: "keyPath"; readonly path: string };

export interface PredicateProblem {
  readonly message: string;
  /** In the predicate's own text. */
  readonly range: OffsetRange;
}

export type PredicateReading =
  | { readonly kind: "predicate"; readonly predicate: Predicate }
  | { readonly kind: "problem"; readonly problem: PredicateProblem };
