import type { AppConfiguration, SourceLocation } from "../model/app-configuration";
import { HostAllowList, type WildcardScope } from "../model/host-allow-list";
import type { AssumptionName, AssumptionSettings } from "./assumptions";

const scopes = ["any-depth-without-apex", "one-label", "with-apex"] as const satisfies readonly WildcardScope[];

export interface DomainVerdict {
  readonly allowed: boolean;
  readonly assumptions: readonly AssumptionName[];
}

/** BADownloadDomainAllowList of one app, with the words for a refusal. Holds from the installation to the first launch. */
export class DomainPolicy {
  /** The line to look at: the list, or where it should be. */
  readonly location: SourceLocation | undefined;
  readonly #entries: readonly string[];
  readonly #exact: HostAllowList;
  readonly #wildcards: ReadonlyMap<WildcardScope, HostAllowList>;
  readonly #scope: WildcardScope;

  constructor(configuration: AppConfiguration, settings: AssumptionSettings) {
    this.location =
      configuration.domainAllowList?.location ?? configuration.restrictions ?? configuration.manifestUrl?.location;
    this.#entries = configuration.domainAllowList?.hosts.map((host) => host.value) ?? [];
    this.#scope = settings["wildcard-scope"] as WildcardScope;
    const isWildcard = (entry: string) => entry.trim().startsWith("*");
    const exact = this.#entries.filter((entry) => !isWildcard(entry));
    const wildcards = this.#entries.filter(isWildcard);
    this.#exact = new HostAllowList(exact, this.#scope);
    this.#wildcards = new Map(scopes.map((scope) => [scope, new HostAllowList(wildcards, scope)]));
  }

  judge(hostName: string): DomainVerdict {
    if (this.#exact.allows(hostName)) return { allowed: true, assumptions: [] };
    const answers = scopes.map((scope) => this.#wildcards.get(scope)?.allows(hostName) === true);
    const allowed = answers[scopes.indexOf(this.#scope)] === true;
    return { allowed, assumptions: answers.every((answer) => answer === allowed) ? [] : ["wildcard-scope"] };
  }

  /** The sentence for a host that is not covered. */
  refusal(hostName: string, consequence: string): string {
    return (
      `${hostName} is not in BADownloadDomainAllowList (${this.#summary()}); ${consequence} until the app has been ` +
      `launched (202 sessionDownloadDisallowedByDomain). Add ${hostName} to the list.`
    );
  }

  #summary(): string {
    if (this.#entries.length === 0) return "which is empty";
    const shown = this.#entries.slice(0, 3).join(", ");
    return this.#entries.length > 3 ? `${shown} and ${this.#entries.length - 3} more` : shown;
  }
}
