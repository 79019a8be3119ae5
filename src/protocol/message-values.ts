/** The value, if it is one of those that are allowed. */
export function oneOf<const T extends string>(allowed: readonly T[], value: unknown): T | undefined {
  return allowed.find((candidate) => candidate === value);
}

export function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

/** Longer than any path; a guard against a panel that went mad. */
export function isText(value: unknown): value is string {
  return typeof value === "string" && value.length > 0 && value.length <= 32_768;
}

export function isCount(value: unknown): value is number {
  return typeof value === "number" && Number.isSafeInteger(value) && value >= 0;
}

/** A tag such as `de` or `zh-Hant`. */
export function isLanguageTag(value: unknown): value is string {
  return isText(value) && /^[\w-]{2,35}$/.test(value);
}
