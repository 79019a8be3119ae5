import type { LookupFunction } from "node:net";
import type { SecureContext } from "node:tls";
import type { buildConnector } from "undici";
import type { TransferFailure } from "../../simulator/ports";
import { bareHostName, isLoopbackHost, isPrivateHostName } from "./address-policy";
import { readCertificates, trustContext, trustedRoots } from "./certificates";
import { directConnector, tunnelConnector } from "./connectors";
import { chooseProxy, type ProxyServer, type ProxySettings } from "./proxies";
import type { Hop } from "./redirects";

export interface RouterOptions {
  readonly allowPrivate: boolean;
  /** Asked for every host where bytes really come from, except for one that is mapped to this computer. */
  readonly permitsHost: (host: string) => boolean;
  readonly certificateAuthorities: readonly string[];
  readonly trustedOnlyForMapped: readonly string[];
  readonly proxy: ProxySettings | undefined;
  readonly environment: Readonly<Record<string, string | undefined>>;
  readonly connectTimeoutMs: number;
  readonly lookup: LookupFunction | undefined;
  readonly notice: (message: string) => void;
}

export type Route =
  | { readonly kind: "route"; readonly place: string; readonly connector: buildConnector.connector }
  | { readonly kind: "refused"; readonly failure: TransferFailure };

/** How each request gets to its host: directly or through a proxy, and what is trusted and permitted there. */
export class Router {
  readonly #options: RouterOptions;
  readonly #connectors = new Map<string, buildConnector.connector>();
  readonly #trust = new Map<boolean, SecureContext>();
  readonly #noticedHosts = new Set<string>();
  #roots: readonly string[] | undefined;

  constructor(options: RouterOptions) {
    this.#options = options;
  }

  route(hop: Hop): Route {
    const { proxy: settings, environment, allowPrivate } = this.#options;
    const { actual } = hop;
    const isMapped = hop.mapping !== undefined;
    const isDirect = isMapped && isLoopbackHost(actual.hostname);
    if (!isDirect && !this.#options.permitsHost(actual.host)) {
      return { kind: "refused", failure: { kind: "not-confirmed", detail: actual.host } };
    }
    const mayBePrivate = isMapped || allowPrivate;
    const choice = isDirect ? ({ kind: "direct" } as const) : chooseProxy(actual, settings, environment);
    if (choice.kind === "unusable") return { kind: "refused", failure: { kind: "connect", detail: choice.message } };
    const isTrusted = hop.trustsServer === true;
    const trust = `${isMapped ? "mapped" : "public"}${isTrusted ? " as it is" : ""}`;
    if (choice.kind === "direct") {
      const access = mayBePrivate ? "any" : "public-only";
      const connector = this.#connector(`${trust} ${access}`, () =>
        directConnector({ ...this.#connectorOptions(isMapped, isTrusted), isPublicOnly: !mayBePrivate }),
      );
      return { kind: "route", place: `${trust} ${access} ${actual.origin}`, connector };
    }
    const { proxy } = choice;
    if (!mayBePrivate) {
      const host = bareHostName(actual.hostname);
      if (isPrivateHostName(host)) return { kind: "refused", failure: { kind: "private-address", detail: host } };
      this.#noticeUnknown(host, proxy);
    }
    const place = `${trust} ${proxy.origin}`;
    const connector = this.#connector(place, () => tunnelConnector(proxy, this.#connectorOptions(isMapped, isTrusted)));
    return { kind: "route", place: `${place} ${actual.origin}`, connector };
  }

  #connector(key: string, make: () => buildConnector.connector): buildConnector.connector {
    const known = this.#connectors.get(key);
    if (known !== undefined) return known;
    const made = make();
    this.#connectors.set(key, made);
    return made;
  }

  #connectorOptions(isMapped: boolean, trustsServer: boolean) {
    const { connectTimeoutMs, lookup } = this.#options;
    return { trust: this.#trustFor(isMapped), trustsServer, connectTimeoutMs, lookup };
  }

  #trustFor(isMapped: boolean): SecureContext {
    const known = this.#trust.get(isMapped);
    if (known !== undefined) return known;
    const { certificateAuthorities, trustedOnlyForMapped, environment, notice } = this.#options;
    this.#roots ??= [
      ...trustedRoots(environment, notice),
      ...this.#read(certificateAuthorities, "Certificate authority"),
    ];
    const context = trustContext(
      isMapped
        ? [...this.#roots, ...this.#read(trustedOnlyForMapped, "Development certificate authority")]
        : this.#roots,
    );
    this.#trust.set(isMapped, context);
    return context;
  }

  #read(pems: readonly string[], name: string): string[] {
    return pems.flatMap((pem) => {
      const { certificates, problems } = readCertificates(pem, name);
      for (const problem of problems) this.#options.notice(problem);
      return certificates;
    });
  }

  #noticeUnknown(host: string, proxy: ProxyServer): void {
    if (this.#noticedHosts.has(host)) return;
    this.#noticedHosts.add(host);
    this.#options.notice(
      `${host} is reached through the proxy ${proxy.origin}, which looks its address up: whether it is private cannot be known.`,
    );
  }
}
