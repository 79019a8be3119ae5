const urlWithQuery = /(https?:\/\/[^\s"'<>`?#]*)\?([^\s"'<>`#]*)/gi;
const urlWithUser = /(https?:\/\/)[^\s"'<>`/?#@]+@/gi;

/**
 * Replaces what may be secret in the URLs of a text: query values (`?token=***`, names stay readable), queries without
 * names, and user information before the host.
 */
export function maskSecrets(text: string): string {
  let masked = text;
  if (masked.includes("@")) masked = masked.replace(urlWithUser, "$1***@");
  if (masked.includes("?")) {
    masked = masked.replace(urlWithQuery, (_, address: string, query: string) => `${address}?${maskQuery(query)}`);
  }
  return masked;
}

function maskQuery(query: string): string {
  return query
    .split("&")
    .map((item) => {
      const equals = item.indexOf("=");
      if (item === "") return "";
      return equals === -1 ? "***" : `${item.slice(0, equals)}=***`;
    })
    .join("&");
}
