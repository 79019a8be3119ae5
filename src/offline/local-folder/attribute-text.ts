/**
 * Changes attributes of a tag's text and keeps all others as they are written.
 * @param changes undefined takes an attribute out; a value is written as it is, quotes included
 */
export function changedAttributes(text: string, changes: ReadonlyMap<string, string | undefined>): string {
  const kept: string[] = [];
  const written = new Set<string>();
  for (const match of text.matchAll(/([^=,\s]+)\s*=\s*("[^"]*"|[^,]*)/g)) {
    const [, name = "", value = ""] = match;
    if (written.has(name)) continue;
    written.add(name);
    const changed = changes.has(name) ? changes.get(name) : value.trim();
    if (changed !== undefined) kept.push(`${name}=${changed}`);
  }
  for (const [name, value] of changes) if (value !== undefined && !written.has(name)) kept.push(`${name}=${value}`);
  return kept.join(",");
}

/** A value in quotes; a quote or a line break cannot stand in one. */
export function quotedValue(text: string): string {
  return `"${text.replace(/["\r\n]/g, "")}"`;
}
