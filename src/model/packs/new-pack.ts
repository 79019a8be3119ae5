import type { DownloadPolicy, InstallationEventType } from "./packaging-manifest";

export interface NewPack {
  readonly id: string;
  readonly policy: DownloadPolicy;
  readonly installationEventTypes: readonly InstallationEventType[];
  /** Relative to where `ba-package` will run, with `/`. */
  readonly selected: readonly { readonly kind: "file" | "directory"; readonly path: string }[];
  readonly platforms: readonly string[];
  /** A localized pack needs OS 27. */
  readonly language: string | undefined;
}

/** Where App Store Connect, self-hosting and Google Play (asset pack names) take an identifier; undefined: everywhere. */
export function packIdProblem(id: string): string | undefined {
  if (id === "") return "A pack needs an identifier.";
  if (!/^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9_])?$/.test(id)) {
    return "Letters, digits and inner hyphens only: App Store Connect refuses everything else.";
  }
  if (id.includes(".")) return "A dot works for self-hosted packs only: App Store Connect refuses it (ITMS-91133).";
  if (id.includes("_"))
    return "App Store Connect was seen to refuse an underscore; letters and digits work everywhere.";
  return undefined;
}

/** Letters and digits alone are taken by App Store Connect, by self-hosting, and by Google Play. */
export function isPortablePackId(id: string): boolean {
  return /^[A-Za-z][A-Za-z0-9]*$/.test(id);
}

/** Who takes an identifier: Apple's hosting, a server of one's own, and Google Play for the same packs on Android. */
export function packIdPlaces(id: string): readonly {
  readonly place: string;
  readonly answer: "taken" | "refused" | "disputed";
  readonly note: string;
}[] {
  const answer = (form: RegExp) => (form.test(id) ? "taken" : "refused");
  const apple = answer(/^[A-Za-z0-9]([A-Za-z0-9_-]*[A-Za-z0-9_])?$/);
  const isDisputed = apple === "taken" && id.includes("_");
  return [
    {
      place: "App Store Connect",
      answer: isDisputed ? "disputed" : apple,
      note: isDisputed ? "an underscore was seen to be refused" : "letters, digits and inner hyphens",
    },
    {
      place: "Self-hosting",
      answer: answer(/^[A-Za-z0-9]([A-Za-z0-9._-]*[A-Za-z0-9_])?$/),
      note: "letters, digits, inner hyphens, dots and underscores",
    },
    {
      place: "Google Play",
      answer: answer(/^[A-Za-z][A-Za-z0-9_]*$/),
      note: "letters, digits and underscores, a letter first",
    },
  ];
}

/** The text of a packaging manifest that `ba-package` takes: strict JSON, two spaces, a line break at its end. */
export function newPackText(pack: NewPack): string {
  const policy = pack.policy === "onDemand" ? {} : { installationEventTypes: pack.installationEventTypes };
  const manifest = {
    assetPackID: pack.id,
    downloadPolicy: { [pack.policy]: policy },
    fileSelectors: pack.selected.map(({ kind, path }) => ({ [kind]: path })),
    platforms: pack.platforms,
    ...(pack.language === undefined ? {} : { language: pack.language }),
  };
  return `${JSON.stringify(manifest, undefined, 2)}\n`;
}
