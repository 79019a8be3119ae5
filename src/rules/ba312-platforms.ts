import { closest } from "../model/closest-name";
import { items, member, rangeOfNode } from "../model/json/tree";
import type { ProjectSnapshot } from "../model/project/snapshot";
import { type ApplePlatform as Platform, applePlatforms as platforms, platformsOfBuild } from "./built-platforms";
import { packOf } from "./packs";
import type { FileRule } from "./rule";
import { assetPackArticle, reported } from "./sources";

/** What people write instead. */
const otherNames: Readonly<Record<string, Platform>> = {
  ipados: "iOS",
  iphoneos: "iOS",
  iphone: "iOS",
  ipad: "iOS",
  mac: "macOS",
  osx: "macOS",
  macosx: "macOS",
  maccatalyst: "macOS",
  appletvos: "tvOS",
  appletv: "tvOS",
  xros: "visionOS",
  xr: "visionOS",
};

export const packPlatforms: FileRule = {
  code: "BA312",
  title: "A platform of an asset pack is none that packs can have",
  severity: "error",
  scope: "file",
  evidence: [
    assetPackArticle("platforms lists iOS, macOS, tvOS, visionOS."),
    reported(
      "iPadOS is refused, since iOS stands for the iPad too. A platform that the app's record does not have: ITMS-91139. One that an earlier version of the pack had and that is gone: ITMS-91148, and the pack disappears there.",
    ),
  ],
  explanation:
    "`platforms` lists where the pack is offered: `iOS` (iPads included), `macOS`, `tvOS`, `visionOS`. Another name is refused. A platform that the app is not built for brings a warning at upload (ITMS-91139), and one that was published once cannot be taken away without the pack disappearing there (ITMS-91148). What an empty list means is not documented.",
  examples: { wrong: '"platforms": ["iOS", "iPadOS"]', right: '"platforms": ["iOS"]' },
  *check(file, snapshot) {
    const pack = packOf(file, snapshot);
    const list = member(pack?.file.root, "platforms");
    if (pack === undefined || list?.type !== "array") return;
    const elements = items(list);
    if (elements.length === 0) {
      // A list that holds a comment is still to be filled in.
      if (/[^\s[\]]/.test(pack.file.text.slice(list.offset, list.offset + list.length))) return;
      yield {
        path: file.path,
        range: rangeOfNode(list),
        severity: "warning",
        message:
          "platforms is empty: whether that means every platform or none is not documented. List those that the pack is for, such as iOS.",
      };
      return;
    }
    const built = builtPlatforms(snapshot);
    const seen = new Set<string>();
    for (const node of elements) {
      const at = { path: file.path, range: rangeOfNode(node) };
      const name = node.type === "string" ? (node.value as string) : undefined;
      if (name === undefined) {
        yield { ...at, message: "A platform is a string: iOS, macOS, tvOS or visionOS. ba-package refuses this." };
        continue;
      }
      if (seen.has(name)) {
        yield { ...at, severity: "info", message: `${name} is listed twice.` };
        continue;
      }
      seen.add(name);
      if (isPlatform(name)) {
        if (built !== undefined && !built.has(name)) {
          yield {
            ...at,
            severity: "warning",
            message: `The app is not built for ${name}: App Store Connect warns where the app's record does not have the platform (ITMS-91139). Remove it, unless another project builds it.`,
          };
        }
        continue;
      }
      const meant = otherNames[name.toLowerCase()] ?? platforms.find((one) => one === closest(name, platforms));
      const says = /^ipados$/i.test(name)
        ? "iPadOS is no platform of its own here: iOS stands for the iPad too, and the name is refused."
        : /^watchos$/i.test(name)
          ? "Background Assets does not exist on watchOS, and the name is refused."
          : `“${name}” is no platform of asset packs: it is refused. They are iOS, macOS, tvOS and visionOS.`;
      yield {
        ...at,
        message: `${says}${meant === undefined || /^ipados$/i.test(name) ? "" : ` Did you mean ${meant}?`}`,
        fixes:
          meant === undefined || elements.some((one) => one.value === meant)
            ? []
            : [
                {
                  title: `Write ${meant}`,
                  preferred: true,
                  edits: () => [{ path: file.path, edits: [{ range: at.range, newText: JSON.stringify(meant) }] }],
                },
              ],
      };
    }
  },
};

function isPlatform(name: string): name is Platform {
  return platforms.some((one) => one === name);
}

const known = new WeakMap<ProjectSnapshot, { readonly platforms: ReadonlySet<Platform> | undefined }>();

/** What the apps are built for, over all of them; undefined where that is not known of each. */
function builtPlatforms(snapshot: ProjectSnapshot): ReadonlySet<Platform> | undefined {
  let result = known.get(snapshot);
  if (result === undefined) {
    result = { platforms: readBuiltPlatforms(snapshot) };
    known.set(snapshot, result);
  }
  return result.platforms;
}

function readBuiltPlatforms({ projects }: ProjectSnapshot): ReadonlySet<Platform> | undefined {
  const found = new Set<Platform>();
  for (const { build } of projects) {
    const own = platformsOfBuild(build);
    if (own === undefined) return undefined;
    for (const platform of own) found.add(platform);
  }
  return found.size === 0 ? undefined : found;
}
