import type { Node } from "jsonc-parser";
import type { PreparedAnswer } from "../auth-challenges";
import type { ChallengeAnswer } from "../ports";
import type { JsonFields } from "./json-fields";

/** What a `challenge` step answers to servers from then on. */
export function readChallenge(fields: JsonFields, node: Node): PreparedAnswer | undefined {
  const members = fields.object(node, '"challenge"', ["url", "user", "password", "trust", "cancel"]);
  if (members === undefined) return undefined;
  const url = fields.text(members.get("url"), '"url"');
  const user = fields.text(members.get("user"), '"user"');
  const password = fields.text(members.get("password"), '"password"');
  const trust = fields.boolean(members.get("trust"), '"trust"') === true;
  const cancel = fields.boolean(members.get("cancel"), '"cancel"') === true;
  if (url === undefined) {
    if (!members.has("url")) fields.error(node, '"url" is missing: a pattern such as https://cdn.example.com/**.');
    return undefined;
  }
  const answers: ChallengeAnswer[] = [];
  if (user !== undefined || password !== undefined) {
    answers.push({ kind: "credential", user: user ?? "", password: password ?? "" });
  }
  if (trust) answers.push({ kind: "trust" });
  if (cancel) answers.push({ kind: "cancel" });
  const [answer] = answers;
  if (answer === undefined || answers.length > 1) {
    fields.error(node, '"challenge" must say one answer: user and password, "trust": true or "cancel": true.');
    return undefined;
  }
  return { url, answer };
}
