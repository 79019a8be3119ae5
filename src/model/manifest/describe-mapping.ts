import type { ManifestMapping } from "./manifest";

/**
 * A mapping as the `manifest` member of background-assets.jsonc, ready to be pasted there and corrected.
 * Several lines, indented by two spaces, without a final line break.
 */
export function describeMapping(mapping: ManifestMapping): string {
  return `"manifest": ${JSON.stringify(mapping, undefined, 2)}`;
}
