/** Requests to one origin are answered by another, as `--map-host FROM=TO` and `hosts` of the project file say. */
export interface HostMapping {
  /** An https origin without a slash at its end: what the app and its manifest say. */
  readonly from: string;
  /** An https or http origin: where the bytes come from. */
  readonly to: string;
}

export type HostMappingReading =
  | { readonly ok: true; readonly mapping: HostMapping }
  | { readonly ok: false; readonly message: string };

/** Reads `FROM=TO`, two origins. */
export function parseHostMapping(text: string): HostMappingReading {
  const equals = text.indexOf("=");
  if (equals === -1) {
    const message = `\`${text}\` is no mapping of a host. Write FROM=TO, two origins: https://cdn.example.com=https://localhost:8443`;
    return { ok: false, message };
  }
  return hostMapping(text.slice(0, equals).trim(), text.slice(equals + 1).trim());
}

export function hostMapping(fromText: string, toText: string): HostMappingReading {
  const from = origin(fromText, ["https:"]);
  if (from === undefined) {
    return {
      ok: false,
      message: `\`${fromText}\` is no origin to map. Write https://HOST or https://HOST:PORT, without a path.`,
    };
  }
  const to = origin(toText, ["https:", "http:"]);
  if (to === undefined) {
    return {
      ok: false,
      message: `\`${toText}\` is no origin to map ${from} to. Write http://HOST:PORT or https://HOST:PORT, without a path.`,
    };
  }
  return { ok: true, mapping: { from, to } };
}

/** The mapping for a configured URL; of several the last one counts. */
export function mappingFor(url: URL, mappings: readonly HostMapping[]): HostMapping | undefined {
  return mappings.findLast(({ from }) => from === url.origin);
}

/** The same path and query at another origin. */
export function atOrigin(url: URL, target: string): URL {
  const moved = new URL(target);
  moved.pathname = url.pathname;
  moved.search = url.search;
  return moved;
}

function origin(text: string, protocols: readonly string[]): string | undefined {
  if (!URL.canParse(text)) return undefined;
  const url = new URL(text);
  const isBare =
    url.pathname === "/" && url.search === "" && url.hash === "" && url.username === "" && url.password === "";
  return isBare && protocols.includes(url.protocol) && url.hostname !== "" ? url.origin : undefined;
}
