import { atOrigin, type HostMapping, mappingFor } from "./host-mapping";

/** As many as URLSession and browsers follow. */
export const maxRedirects = 20;

const redirectStatuses = new Set([301, 302, 303, 307, 308]);

export function isRedirect(status: number): boolean {
  return redirectStatuses.has(status);
}

/** One request of a transfer: what the rules judge, and where it goes. */
export interface Hop {
  readonly configured: URL;
  readonly actual: URL;
  readonly mapping: HostMapping | undefined;
  /** Whatever its certificate says, because whoever was asked trusts it. */
  readonly trustsServer?: boolean;
}

/** Undefined where the text is no URL of http or https. */
export function hopTo(url: string, mappings: readonly HostMapping[]): Hop | undefined {
  if (!URL.canParse(url)) return undefined;
  const configured = new URL(url);
  const mapping = mappingFor(configured, mappings);
  const actual = mapping === undefined ? configured : atOrigin(configured, mapping.to);
  return { configured, actual, mapping };
}

/**
 * Where a `Location` leads, in terms of configured URLs: relative ones start there, and the origin that stands for the
 * configured one is translated back. Undefined where it is no URL.
 */
export function redirectTarget(hop: Hop, location: string): string | undefined {
  const base = hop.configured.href;
  if (!URL.canParse(location, base)) return undefined;
  const target = new URL(location, base);
  const { mapping } = hop;
  return mapping !== undefined && target.origin === mapping.to ? atOrigin(target, mapping.from).href : target.href;
}
