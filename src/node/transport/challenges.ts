import type { AuthenticationChallenge, ChallengeAnswer } from "../../simulator/ports";
import type { Hop } from "./redirects";
import type { Headers } from "./transfer-environment";

/** What one transfer was told to answer to challenges, by the origin that asked; forgotten with the transfer. */
export class ChallengeAnswers {
  readonly #credentials = new Map<string, string>();
  readonly #trusted = new Set<string>();
  readonly #answered = new Map<string, number>();

  /** How often `take` was called for this origin and method. */
  answeredBefore(hop: Hop, method: AuthenticationChallenge["method"]): number {
    return this.#answered.get(`${method} ${hop.configured.origin}`) ?? 0;
  }

  take(hop: Hop, answer: Extract<ChallengeAnswer, { kind: "credential" | "trust" }>): void {
    const { origin } = hop.configured;
    const method: AuthenticationChallenge["method"] = answer.kind === "trust" ? "server-trust" : "basic";
    this.#answered.set(`${method} ${origin}`, this.answeredBefore(hop, method) + 1);
    if (answer.kind === "trust") this.#trusted.add(origin);
    else this.#credentials.set(origin, `Basic ${Buffer.from(`${answer.user}:${answer.password}`).toString("base64")}`);
  }

  /** Headers with the credentials for the hop's origin; they win over configured ones, which were refused. */
  headers(hop: Hop, own: Headers): Headers {
    const authorization = this.#credentials.get(hop.configured.origin);
    if (authorization === undefined) return own;
    const others = Object.entries(own).filter(([name]) => name.toLowerCase() !== "authorization");
    return { ...Object.fromEntries(others), authorization };
  }

  trusts(hop: Hop): boolean {
    return this.#trusted.has(hop.configured.origin);
  }
}

/** The realm of a Basic challenge (RFC 7617), empty without one; undefined where Basic is not among what the server offers. */
export function basicRealm(wwwAuthenticate: string | undefined): string | undefined {
  const basic = /(?:^|,)\s*Basic(?:\s+([^\r\n]*))?(?:$|,)/i.exec(wwwAuthenticate ?? "");
  if (basic === null) return undefined;
  const realm = /\brealm\s*=\s*(?:"((?:[^"\\]|\\.)*)"|([^\s,]+))/i.exec(basic[1] ?? "");
  return realm?.[1]?.replace(/\\(.)/g, "$1") ?? realm?.[2] ?? "";
}
