import type { Node } from "jsonc-parser";
import { member, memberValue, properties, property, propertyName, rangeOfNode } from "../model/json/tree";
import type { ModelFile } from "../model/project/snapshot";
import type { OffsetRange } from "../model/text";
import { downloadPacks, isProjectManifest } from "./download-manifest-packs";
import { limited } from "./manifest-assets";
import { parseUrl } from "./project-facts";
import type { FileRule, Finding, Severity } from "./rule";
import { header, reported } from "./sources";

const policies = ["essential", "prefetch", "onDemand"];

export const downloadManifestEntry: FileRule = {
  code: "BA324",
  title: "An entry of a download manifest is not as ba-package writes it",
  severity: "error",
  scope: "file",
  evidence: [
    reported(
      "`ba-package download-manifest` writes id, url, version, downloadSize, downloadPolicy and host for each pack. Apple publishes no schema; its tool is the only writer that is supported.",
    ),
    header("AssetPack.version is an integer; AssetPack.downloadSize counts the bytes of the archive."),
  ],
  explanation:
    'The download manifest of a self-hosted managed project is written by `ba-package download-manifest`. Each entry has `id`, `url`, `version` (a whole number from 0 on: the device downloads again when it rises), `downloadSize` (the exact bytes of the archive), `downloadPolicy` and `host` (`{"thirdParty": {}}`). A manifest that was written by hand and differs cannot be decoded, and then no pack at all is downloaded.',
  examples: {
    wrong: '{ "identifier": "tutorial", "version": "1.2", "downloadSize": 596 }',
    right:
      '{ "id": "tutorial", "url": "https://assets.example.com/tutorial", "version": 1, "downloadSize": 596,\n  "downloadPolicy": { "onDemand": {} }, "host": { "thirdParty": {} } }',
  },
  *check(file, snapshot) {
    const isJudged = isProjectManifest(snapshot, file.path);
    yield* limited(file.path, judgeAll(file, downloadPacks(file), isJudged));
  },
};

function* judgeAll({ path, text }: ModelFile, packs: readonly Node[], isJudged: boolean): Iterable<Finding> {
  for (const pack of packs) {
    for (const { range, message, severity } of problemsOf(pack, text, isJudged)) {
      yield { path, range, message, ...(severity === undefined ? {} : { severity }) };
    }
  }
}

interface Problem {
  readonly range: OffsetRange;
  readonly message: string;
  readonly severity?: Severity;
}

/** `isJudged`: what lacks an identifier, a URL or a size is said by the rules of the project's manifest. */
function* problemsOf(pack: Node, source: string, isJudged: boolean): Iterable<Problem> {
  if (pack.type !== "object") {
    yield {
      range: rangeOfNode(pack),
      message: "An entry of assetPacks is an object with id, url, version, downloadSize, downloadPolicy and host.",
    };
    return;
  }
  const opening = { start: pack.offset, end: pack.offset + 1 };
  const id = member(pack, "id");
  const shown = id?.type === "string" ? `\`${String(id.value).slice(0, 60)}\`` : "The pack";
  if (id === undefined) {
    const other = ["identifier", "assetPackID", "name"]
      .map((name) => property(pack, name)?.children?.[0])
      .find((node) => node !== undefined);
    if (other !== undefined || !isJudged) {
      yield {
        range: other === undefined ? opening : rangeOfNode(other),
        message: `The pack has no id${other === undefined ? "" : ` (it has ${String(other.value)})`}: the device cannot read the manifest. Write its assetPackID as id.`,
      };
    }
  } else if (id.type !== "string" || id.value === "") {
    yield { range: rangeOfNode(id), message: "id is not a name: it is the pack's assetPackID, a string." };
  }
  if (!isJudged) yield* urlProblems(pack, shown, opening);
  yield* numberProblems(pack, source, { shown, opening, isJudged });
  yield* policyProblems(pack, shown, opening);
  const host = member(pack, "host");
  if (host === undefined || member(host, "thirdParty") === undefined) {
    yield {
      range: host === undefined ? opening : rangeOfNode(host),
      severity: "warning",
      message: `${shown} has ${host === undefined ? "no host" : "a host without thirdParty"}: ba-package writes "host": {"thirdParty": {}} for packs that you host yourself.`,
    };
  }
}

function* urlProblems(pack: Node, shown: string, opening: OffsetRange): Iterable<Problem> {
  const url = member(pack, "url");
  if (url === undefined) {
    yield {
      range: opening,
      message: `${shown} has no url: there is nothing to download. It is the https URL of the archive.`,
    };
  } else if (url.type !== "string" || parseUrl(url.value as string)?.protocol !== "https:") {
    yield {
      range: rangeOfNode(url),
      message: `The url of ${shown} is no https URL: Background Assets downloads over HTTPS only, and the pack never arrives.`,
    };
  }
}

function* numberProblems(
  pack: Node,
  source: string,
  { shown, opening, isJudged }: { readonly shown: string; readonly opening: OffsetRange; readonly isJudged: boolean },
): Iterable<Problem> {
  const version = member(pack, "version");
  if (version === undefined) {
    yield {
      range: opening,
      message: `${shown} has no version: the device cannot tell whether it has the pack already. It is a whole number from 0 on.`,
    };
  } else if (!isWhole(version)) {
    yield {
      range: rangeOfNode(version),
      message: `The version of ${shown} is ${written(version, source)}: it has to be a whole number from 0 on, which rises with each new archive. The device cannot read this one.`,
    };
  }
  const size = member(pack, "downloadSize");
  if (size === undefined) {
    if (!isJudged)
      yield { range: opening, message: `${shown} has no downloadSize: it is the exact size of the archive in bytes.` };
  } else if (!isWhole(size)) {
    yield {
      range: rangeOfNode(size),
      message: `The downloadSize of ${shown} is ${written(size, source)}: it has to be the exact size of the archive in bytes, a whole number.`,
    };
  }
}

function* policyProblems(pack: Node, shown: string, opening: OffsetRange): Iterable<Problem> {
  const policy = member(pack, "downloadPolicy");
  const members = properties(policy);
  const [only] = members;
  const name = only === undefined ? "" : propertyName(only);
  if (policy === undefined) {
    yield {
      range: opening,
      severity: "warning",
      message: `${shown} has no downloadPolicy: ba-package writes one of essential, prefetch and onDemand.`,
    };
  } else if (members.length !== 1 || !policies.includes(name)) {
    yield {
      range: rangeOfNode(policy),
      message: `The downloadPolicy of ${shown} has to hold exactly one of essential, prefetch and onDemand.`,
    };
  } else if (name !== "onDemand") {
    const body = only === undefined ? undefined : memberValue(only);
    // What has members is not looked into: there are hundreds of thousands of them in a large manifest.
    if (body === undefined || (body.children?.length ?? 0) > 0) return;
    yield {
      range: rangeOfNode(body),
      message: `The ${name} policy of ${shown} has no installationEventTypes: there is no event at which the pack is downloaded. ba-package writes firstInstallation, subsequentUpdate or both.`,
    };
  }
}

function isWhole(node: Node): boolean {
  return node.type === "number" && Number.isSafeInteger(node.value) && (node.value as number) >= 0;
}

/** As the file has it: numbers beyond 2^53 are others once they are read. */
function written(node: Node, source: string): string {
  if (node.type === "object" || node.type === "array") return node.type === "array" ? "an array" : "an object";
  const text = source.slice(node.offset, node.offset + node.length);
  return text.length > 60 ? `${text.slice(0, 60)}…` : text;
}
