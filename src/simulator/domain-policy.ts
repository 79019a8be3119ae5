import type { AssumptionSettings } from "./assumptions";

/**
 * Whether `hostName` is covered by BADownloadDomainAllowList. Entries are host names in DNS format; `*.example.com`
 * covers sub-domains (how deep, and whether the apex too: assumption `wildcard-scope`). Case and a trailing dot do not
 * matter. An entry in another form (scheme, port, path, inner `*`) matches nothing, as reported of devices.
 */
export function isHostAllowed(
  hostName: string,
  allowList: readonly string[],
  scope: AssumptionSettings["wildcard-scope"],
): boolean {
  const host = normalise(hostName);
  return allowList.some((entry) => matches(host, normalise(entry), scope));
}

function matches(host: string, entry: string, scope: AssumptionSettings["wildcard-scope"]): boolean {
  if (!entry.startsWith("*")) return entry !== "" && host === entry;
  if (!entry.startsWith("*.") || entry.indexOf("*", 1) !== -1) return false;
  const apex = entry.slice(2);
  if (apex === "") return false;
  if (host === apex) return scope === "with-apex";
  if (!host.endsWith(`.${apex}`)) return false;
  return scope !== "one-label" || !host.slice(0, -apex.length - 1).includes(".");
}

function normalise(name: string): string {
  const lower = name.trim().toLowerCase();
  return lower.endsWith(".") ? lower.slice(0, -1) : lower;
}
