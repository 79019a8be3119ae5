import type { Rule } from "./rule";

/** A page about what a rule checks: the first of its evidence that has an address, else Apple's page of the framework. */
export function helpUrl(rule: Rule): string {
  for (const { url } of rule.evidence) if (url !== undefined) return url;
  return "https://developer.apple.com/documentation/backgroundassets";
}
