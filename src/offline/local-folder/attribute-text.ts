/**
 * Changes attributes of a tag's text and keeps all others as they are written.
 * @param changes undefined takes an attribute out; a value is written as it is, quotes included
 */
export function changedAttributes(text: string, changes: ReadonlyMap<string, string | undefined>): string {
  const kept: string[] = [];
  const written = new Set<string>();
  // Sticky, so that a long text without attributes is walked once.
  const pattern = /\s*([^=,\s]+)\s*=\s*("[^"]*"|[^,]*)[^,]*(?:,|$)|[^,]*(?:,|$)/y;
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text);
    if (match === null) break;
    const [, name, value = ""] = match;
    if (name === undefined || written.has(name)) continue;
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
