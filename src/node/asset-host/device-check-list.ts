import type { RefusedConnection, ServedRequest } from "./asset-host";

/** What a device has to get through, in this order. */
export type CheckListStep = "connected" | "tls" | "manifest" | "content";

export interface CheckListEntry {
  readonly step: CheckListStep;
  readonly title: string;
  /** `problem`: something came, and it was the wrong thing. */
  readonly state: "waiting" | "done" | "problem";
  /** What was seen, or what to do. */
  readonly detail: string;
}

/** Watches what arrives from other devices, and tells how far they have come. This computer itself does not count. */
export class DeviceCheckList {
  readonly #isManifest: (path: string) => boolean;
  readonly #ownAddresses: ReadonlySet<string>;
  #connectedFrom: string | undefined;
  #refusal: RefusedConnection | undefined;
  #request: ServedRequest | undefined;
  #manifest: ServedRequest | undefined;
  #content: ServedRequest | undefined;

  /** `isManifest`: whether a path is that of the manifest. `ownAddresses`: of this computer, beside loopback. */
  constructor(isManifest: (path: string) => boolean, ownAddresses: readonly string[] = []) {
    this.#isManifest = isManifest;
    this.#ownAddresses = new Set(ownAddresses);
  }

  /** Something reached this computer, also over plain http. */
  reached(remoteAddress: string | undefined): void {
    if (remoteAddress !== undefined && !this.#isThisComputer(remoteAddress)) this.#connectedFrom = plain(remoteAddress);
  }

  served(request: ServedRequest): void {
    if (this.#isThisComputer(request.remoteAddress)) return;
    this.reached(request.remoteAddress);
    this.#request = request;
    if (this.#isManifest(request.path)) this.#manifest = request;
    else this.#content = request;
  }

  refused(refusal: RefusedConnection): void {
    if (refusal.remoteAddress === undefined || this.#isThisComputer(refusal.remoteAddress)) return;
    this.reached(refusal.remoteAddress);
    this.#refusal = refusal;
  }

  entries(): readonly CheckListEntry[] {
    const from = this.#connectedFrom;
    return [
      {
        step: "connected",
        title: "The device reaches this computer",
        ...(from === undefined
          ? { state: "waiting", detail: "Nothing came yet. Same Wi-Fi? Is the firewall open for the port?" }
          : { state: "done", detail: `from ${from}` }),
      },
      { step: "tls", title: "It accepts the certificate", ...this.#tls() },
      {
        step: "manifest",
        title: "It fetches the manifest",
        ...answered(this.#manifest, "No request for the manifest yet."),
      },
      {
        step: "content",
        title: "It fetches content",
        ...answered(this.#content, "No request for a pack or an asset yet."),
      },
    ];
  }

  #isThisComputer(address: string): boolean {
    return /^(::ffff:)?127\./.test(address) || address === "::1" || this.#ownAddresses.has(plain(address));
  }

  #tls(): Pick<CheckListEntry, "state" | "detail"> {
    const refusal = this.#refusal;
    const request = this.#request;
    if (request !== undefined && (refusal === undefined || refusal.time < request.time)) {
      return { state: "done", detail: "TLS established" };
    }
    if (refusal === undefined) return { state: "waiting", detail: "Install the profile, then trust it: two screens." };
    if (refusal.code === "ERR_SSL_HTTP_REQUEST") {
      return { state: "problem", detail: "It spoke http: the address begins with https://" };
    }
    return {
      state: "problem",
      detail: `It ended the connection (${refusal.code}): the profile is installed but not trusted, or neither.`,
    };
  }
}

function answered(request: ServedRequest | undefined, waiting: string): Pick<CheckListEntry, "state" | "detail"> {
  if (request === undefined) return { state: "waiting", detail: waiting };
  const detail = `${request.path} → ${request.status}`;
  return { state: request.status >= 200 && request.status < 400 && request.complete ? "done" : "problem", detail };
}

/** Without the prefix that a socket for both families puts before IPv4. */
function plain(address: string): string {
  return address.replace(/^::ffff:/, "");
}
