import { isIP, type LookupFunction } from "node:net";
import type { SecureContext } from "node:tls";
import { buildConnector, Client } from "undici";
import { bareHostName, isPrivateAddress, PrivateAddressError, publicOnly } from "./address-policy";
import type { ProxyServer } from "./proxies";

export interface ConnectorOptions {
  /** Undefined: what Node trusts by default. */
  readonly trust: SecureContext | undefined;
  /** The host's certificate is not judged; a proxy's is. */
  readonly trustsServer: boolean;
  readonly connectTimeoutMs: number;
  readonly lookup: LookupFunction | undefined;
}

/** A proxy did not open a tunnel. */
export class ProxyRefusedError extends Error {}

/** Connects to hosts directly. With `isPublicOnly` the address that is connected to has been judged. */
export function directConnector(
  options: ConnectorOptions & { readonly isPublicOnly: boolean },
): buildConnector.connector {
  const { trust, trustsServer, connectTimeoutMs, isPublicOnly } = options;
  const lookup = isPublicOnly ? publicOnly(options.lookup) : options.lookup;
  const connect = buildConnector({
    timeout: connectTimeoutMs,
    ...(trust === undefined ? {} : { secureContext: trust }),
    ...(trustsServer ? { rejectUnauthorized: false } : {}),
    ...(lookup === undefined ? {} : { lookup }),
  });
  if (!isPublicOnly) return connect;
  return (target, callback) => {
    // An address needs no lookup, so nothing else would judge it.
    const host = bareHostName(target.hostname);
    if (isIP(host) !== 0 && isPrivateAddress(host)) callback(new PrivateAddressError(host, host), null);
    else return connect(target, callback);
  };
}

/** Connects through a tunnel that the proxy opens (CONNECT, RFC 9110 9.3.6); the proxy finds the host's address. */
export function tunnelConnector(proxy: ProxyServer, options: ConnectorOptions): buildConnector.connector {
  const { trust, trustsServer, connectTimeoutMs } = options;
  const secure = trust === undefined ? {} : { secureContext: trust };
  const toProxy = buildConnector({ timeout: connectTimeoutMs, ...secure, rejectUnauthorized: proxy.strictSsl });
  const throughTunnel = buildConnector({
    timeout: connectTimeoutMs,
    ...secure,
    ...(trustsServer ? { rejectUnauthorized: false } : {}),
  });
  const headers = proxy.authorization === undefined ? {} : { "proxy-authorization": proxy.authorization };
  return (target, callback) => {
    const authority = `${target.hostname.includes(":") ? `[${target.hostname}]` : target.hostname}:${target.port || (target.protocol === "https:" ? 443 : 80)}`;
    const client = new Client(proxy.origin, { connect: toProxy, headersTimeout: connectTimeoutMs });
    const fail = (error: Error) => {
      client.destroy().catch(() => {});
      callback(error, null);
    };
    client.connect({ path: authority, headers: { ...headers, host: authority } }, (error, tunnel) => {
      if (error !== null) {
        fail(new ProxyRefusedError(`the proxy ${proxy.origin} cannot be reached: ${error.message}`, { cause: error }));
        return;
      }
      const { socket, statusCode } = tunnel;
      if (statusCode !== 200) {
        socket.on("error", () => {}).destroy();
        fail(new ProxyRefusedError(`the proxy ${proxy.origin} answered ${statusCode} for ${authority}`));
        return;
      }
      socket.once("close", () => client.destroy().catch(() => {}));
      // The tunnel is the socket to the proxy; undici's types call it a stream.
      const raw = socket as unknown as NonNullable<buildConnector.Options["httpSocket"]>;
      if (target.protocol === "https:") throughTunnel({ ...target, httpSocket: raw }, callback);
      else callback(null, raw);
    });
  };
}
