import { BlockList, isIP } from "node:net";
import { bareHostName } from "./address-policy";

/** A proxy set by hand, as VS Code's `http.proxy`, `http.proxyStrictSSL` and `http.noProxy`; it wins over the environment. */
export interface ProxySettings {
  readonly url: string | undefined;
  /** False: the certificate of the proxy itself is not checked. Those of hosts always are. */
  readonly strictSsl: boolean;
  readonly noProxy: readonly string[];
}

export interface ProxyServer {
  /** Without user information. */
  readonly origin: string;
  /** The value of Proxy-Authorization. */
  readonly authorization: string | undefined;
  readonly strictSsl: boolean;
}

export type ProxyChoice =
  | { readonly kind: "direct" }
  | { readonly kind: "proxy"; readonly proxy: ProxyServer }
  /** Better no connection than one that the person believes to go through the proxy. */
  | { readonly kind: "unusable"; readonly message: string };

/** Which proxy leads to a URL: from the settings, else HTTPS_PROXY, HTTP_PROXY and NO_PROXY in upper or lower case. */
export function chooseProxy(
  url: URL,
  settings: ProxySettings | undefined,
  env: Readonly<Record<string, string | undefined>>,
): ProxyChoice {
  const variable = url.protocol === "https:" ? "https_proxy" : "http_proxy";
  const fromEnvironment = env[variable] || env[variable.toUpperCase()];
  const text = settings?.url || fromEnvironment;
  if (!text) return { kind: "direct" };
  const exceptions = [...(settings?.noProxy ?? []), env.no_proxy ?? env.NO_PROXY ?? ""];
  if (exceptions.some((list) => isExcepted(url, list))) return { kind: "direct" };
  const name = settings?.url ? "The proxy setting" : variable.toUpperCase();
  const address = /^[a-z][a-z0-9+.-]*:\/\//i.test(text) ? text : `http://${text}`;
  if (!URL.canParse(address)) return { kind: "unusable", message: `${name} is not the URL of a proxy` };
  const { protocol, origin, username, password } = new URL(address);
  if (protocol !== "http:" && protocol !== "https:") {
    return {
      kind: "unusable",
      message: `${name} names a ${protocol.slice(0, -1)} proxy; only http and https are supported`,
    };
  }
  const user = `${decode(username)}:${decode(password)}`;
  const authorization = user === ":" ? undefined : `Basic ${Buffer.from(user).toString("base64")}`;
  return { kind: "proxy", proxy: { origin, authorization, strictSsl: settings?.strictSsl ?? true } };
}

/**
 * Whether a NO_PROXY list names the host: `*`, a domain with everything below it (with or without a leading `.` or `*.`), an IP
 * address, a network such as `10.0.0.0/8`, each perhaps with a port.
 */
export function isExcepted(url: URL, list: string): boolean {
  const host = bareHostName(url.hostname).toLowerCase().replace(/\.$/, "");
  const port = url.port || (url.protocol === "https:" ? "443" : "80");
  return list
    .toLowerCase()
    .split(/[\s,]+/)
    .filter((entry) => entry !== "")
    .some((entry) => matches(entry, host, port));
}

function matches(entry: string, host: string, port: string): boolean {
  if (entry === "*") return true;
  const network = /^([0-9a-f.:]+)\/(\d{1,3})$/.exec(entry);
  if (network !== null) return isWithin(host, network[1] ?? "", Number(network[2]));
  const withPort = /^(\[.+\]|[^:]+):(\d+)$/.exec(entry);
  if (withPort !== null && withPort[2] !== port) return false;
  const name = bareHostName(withPort?.[1] ?? entry).replace(/^\*?\./, "");
  return host === name || (isIP(name) === 0 && name !== "" && host.endsWith(`.${name}`));
}

function isWithin(host: string, network: string, prefix: number): boolean {
  const version = isIP(network);
  if (version === 0 || isIP(host) !== version || prefix > (version === 4 ? 32 : 128)) return false;
  const list = new BlockList();
  list.addSubnet(network, prefix, version === 4 ? "ipv4" : "ipv6");
  return list.check(host, version === 4 ? "ipv4" : "ipv6");
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}
