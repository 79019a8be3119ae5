/** The attributes of a tag by name, without quotes. Of a name that occurs twice the first one counts. */
export type Attributes = ReadonlyMap<string, string>;

/** Reads `NAME=value,NAME="quoted, value"` (section 4.2 of the HLS draft); what is no attribute is passed over. */
export function parseAttributes(text: string): Attributes {
  const attributes = new Map<string, string>();
  const pattern = /\s*([^=,\s]+)\s*=\s*(?:"([^"]*)"|([^,]*))[^,]*(?:,|$)|[^,]*(?:,|$)/y;
  while (pattern.lastIndex < text.length) {
    const match = pattern.exec(text);
    if (match === null) break;
    const [, name, quoted, bare] = match;
    if (name !== undefined && !attributes.has(name)) attributes.set(name, quoted ?? bare?.trim() ?? "");
  }
  return attributes;
}

/** A number from 0 on; undefined for anything else. */
export function numberAttribute(attributes: Attributes, name: string): number | undefined {
  const text = attributes.get(name);
  const value = text !== undefined && /^[0-9]+(\.[0-9]+)?$/.test(text) ? Number(text) : undefined;
  return Number.isFinite(value) ? value : undefined;
}

/** A whole number from 0 on; undefined for anything else. */
export function integerAttribute(attributes: Attributes, name: string): number | undefined {
  return wholeNumber(attributes.get(name));
}

/** Undefined for what a number cannot hold exactly, too. */
export function wholeNumber(text: string | undefined): number | undefined {
  const value = text !== undefined && /^[0-9]+$/.test(text.trim()) ? Number(text) : undefined;
  return Number.isSafeInteger(value) ? value : undefined;
}

export function resolutionAttribute(
  attributes: Attributes,
): { readonly width: number; readonly height: number } | undefined {
  const match = /^([0-9]+)x([0-9]+)$/i.exec(attributes.get("RESOLUTION") ?? "");
  return match === null ? undefined : { width: Number(match[1]), height: Number(match[2]) };
}

/** A list in one quoted string, separated by commas; undefined where the attribute is not there. */
export function listAttribute(attributes: Attributes, name: string): readonly string[] | undefined {
  return attributes
    .get(name)
    ?.split(",")
    .map((item) => item.trim())
    .filter((item) => item !== "");
}
