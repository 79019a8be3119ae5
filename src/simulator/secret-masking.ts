const urlInSentence = /https?:\/\/\S+/gi;
const userInformation = /^([a-z][a-z\d+.-]*:[/\\]*|[/\\]{2,})[^/\\]*@/i;
const closingPunctuation = new Set("`'\"<>()[]{}.,;:!…");

/**
 * Replaces what may be secret in a URL, absolute or relative: query values (`?token=***`, names stay readable), queries
 * without names, and user information before the host. The whole text is the URL, whatever characters it has.
 */
export function maskUrl(url: string): string {
  const hash = url.indexOf("#");
  const sent = hash === -1 ? url : url.slice(0, hash);
  const question = sent.indexOf("?");
  const address = question === -1 ? sent : sent.slice(0, question);
  const masked = address.includes("@") ? address.replace(userInformation, "$1***@") : address;
  const query = question === -1 ? "" : `?${maskQuery(sent.slice(question + 1))}`;
  return masked + query + url.slice(sent.length);
}

/** Replaces what may be secret in the URLs of a sentence; a URL goes on to the next space. */
export function maskSecrets(text: string): string {
  if (!text.includes("@") && !text.includes("?")) return text;
  return text.replace(urlInSentence, (found) => {
    let end = found.length;
    while (end > 0 && closingPunctuation.has(found.charAt(end - 1))) end--;
    return maskUrl(found.slice(0, end)) + found.slice(end);
  });
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
