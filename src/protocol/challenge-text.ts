import type { DeviceEventOf } from "../simulator/events";

/** What a server asked for, in a few words. */
export function challengeText({ method, realm }: DeviceEventOf<"challenge.answered">): string {
  if (method === "server-trust") return "the certificate is not trusted";
  return realm === undefined ? "asked for a user and a password" : `asked for a user and a password (${realm})`;
}

/** What it was answered, and by whom. */
export function answerText({ answeredBy, disposition }: DeviceEventOf<"challenge.answered">): string {
  const what = {
    credential: "answered with credentials",
    trust: "trusted",
    default: "handled by default",
    cancel: "cancelled",
  }[disposition];
  return answeredBy === "default" ? what : `${what} by the ${answeredBy}`;
}
