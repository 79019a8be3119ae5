import { normaliseHostName } from "../model/host-allow-list";
import type { PlistArray } from "../model/plist/syntax";

/** Whether `*.host` is listed, which looks as if it covered the host itself. */
export function apexListed(list: PlistArray, host: string): boolean {
  const wildcard = `*.${normaliseHostName(host)}`;
  return list.items.some((item) => item.kind === "string" && normaliseHostName(item.value) === wildcard);
}

export function apexHint(host: string): string {
  return ` *.${host} covers its sub-domains, not ${host} itself.`;
}
