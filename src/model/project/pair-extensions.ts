import { depthBelow, foldersAbove, isBelow } from "./paths";
import { nameWithoutExtensionWords, type TargetPlist } from "./targets";

/** How far above an extension's folder its app is looked for. */
const maximumLevels = 5;
/** Beyond the extension's own folder and the two above it, only evidence connects two targets. */
const levelsWithoutEvidence = 2;

/**
 * Finds the app of each downloader extension: in the nearest folder above it that holds apps at all, the one that its
 * bundle identifier, app group or name speaks for. Where several are left, none: a wrong pair makes wrong findings in
 * two apps. Variants of one app (`Info.plist`, `Info-macOS.plist`) all get the extension.
 * The result maps an app's path to its extension's.
 */
export function pairExtensions(
  extensions: readonly TargetPlist[],
  apps: readonly TargetPlist[],
): ReadonlyMap<string, TargetPlist> {
  const candidates = new Map<string, { readonly extension: TargetPlist; readonly score: number }[]>();
  for (const extension of extensions) {
    for (const { app, score } of appsOf(extension, apps)) {
      const known = candidates.get(app.path) ?? [];
      known.push({ extension, score });
      candidates.set(app.path, known);
    }
  }
  const pairs = new Map<string, TargetPlist>();
  for (const app of apps) {
    const found = (candidates.get(app.path) ?? []).map(({ extension, score }) => ({
      extension,
      // An extension with a plist for each platform: the app's own, else the one for all.
      score: score + (extension.variant === app.variant ? 0.5 : extension.variant === "" ? 0.25 : 0),
    }));
    const best = bestOf(found);
    if (best !== undefined) pairs.set(app.path, best.extension);
  }
  return pairs;
}

interface ScoredApp {
  readonly app: TargetPlist;
  readonly score: number;
}

function appsOf(extension: TargetPlist, apps: readonly TargetPlist[]): readonly ScoredApp[] {
  const folders = foldersAbove(extension.path).slice(0, maximumLevels);
  for (const [level, folder] of folders.entries()) {
    const near = apps.filter((app) => isBelow(app.path, folder) && builtApp(app.path) === builtApp(extension.path));
    if (near.length === 0) continue;
    const scored = near.map((app) => {
      const evidence = evidenceOf(extension, app);
      return { app, evidence, score: evidence + likeness[app.app] - 0.1 * depthBelow(app.path, folder) };
    });
    const best = Math.max(...scored.map(({ score }) => score));
    const first = scored.find(({ score }) => score === best);
    if (first === undefined) return [];
    // Plists in one folder are variants of one app, or apps that share the folder and have names of their own.
    const chosen = scored.filter(({ app }) => app.folder === first.app.folder && app.name === first.app.name);
    const rivals = scored.filter((one) => !chosen.includes(one) && one.score > best - 0.75);
    if (rivals.length > 0) return [];
    if (first.evidence <= 0 && level > levelsWithoutEvidence) return [];
    if (first.app.app === "possible" && first.evidence <= 0 && near.length > chosen.length) return [];
    return chosen.filter((one) => one.app.app !== "possible" || one.app === first.app);
  }
  return [];
}

/** What is built belongs to what is built with it, and not to the sources beside it. */
function builtApp(path: string): string | undefined {
  return /^.*?\.app(?=\/)/i.exec(path)?.[0];
}

const likeness = { certain: 2, likely: 1, possible: 0, no: 0 } as const;

/** What connects two targets beside their places. */
function evidenceOf(extension: TargetPlist, app: TargetPlist): number {
  let evidence = 0;
  const { bundleIdentifier } = extension;
  if (bundleIdentifier !== undefined && app.bundleIdentifier !== undefined) {
    evidence += bundleIdentifier.startsWith(`${app.bundleIdentifier}.`) ? 8 + app.bundleIdentifier.length / 1000 : -2;
  }
  if (extension.groups.some((group) => app.groups.includes(group))) evidence += 6;
  return evidence + nameEvidence(extension, app);
}

/** The longest name wins: `SlidysFlutterExtension` belongs to `SlidysFlutter` and not to `Slidys`. */
function nameEvidence(extension: TargetPlist, app: TargetPlist): number {
  let best = 0;
  for (const name of [app.name, ...app.aliases]) {
    if (name.length < 3) continue;
    if (extension.name === name || nameWithoutExtensionWords(extension.name) === name) return 5;
    if (extension.name.startsWith(name)) best = Math.max(best, 2 + name.length / 50);
  }
  return best;
}

/** The highest score; of two equal ones none. */
function bestOf<T extends { readonly score: number }>(found: readonly T[]): T | undefined {
  const sorted = [...found].sort((a, b) => b.score - a.score);
  const [first, second] = sorted;
  return first !== undefined && first.score !== second?.score ? first : undefined;
}
