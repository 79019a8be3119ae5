import { SnippetWriter } from "./snippet";

/** A member of a packaging or download manifest, as a completion shows and writes it. */
export interface ManifestMember {
  readonly name: string;
  readonly meaning: string;
  /** Only ba-package 2.0 (Xcode 27) knows it. */
  readonly since27?: boolean;
  /** What is written as its value, as a JSON snippet with tab stops. */
  readonly value: string;
}

export interface ManifestChoice {
  readonly value: string;
  readonly meaning: string;
}

/** The first tab stop with what is in it at the beginning, or with a choice; the others are written as they are. */
function preset(text: string): string {
  return new SnippetWriter().stop(text).toString();
}

function oneOf(...values: readonly string[]): string {
  return new SnippetWriter().choice(values).toString();
}

function quoted(text: string): string {
  return `"${text}"`;
}

const eventTypesValue = `[${quoted(oneOf("firstInstallation", "subsequentUpdate"))}]`;
const eventTypesMember = `"installationEventTypes": ${eventTypesValue}`;

export const installationEventTypes: ManifestMember = {
  name: "installationEventTypes",
  meaning: "At which installations the pack is downloaded; at least one.",
  value: eventTypesValue,
};

export const policies: readonly ManifestMember[] = [
  {
    name: "essential",
    meaning: "Downloaded with the installation; the app cannot be opened before it is there.",
    value: `{ ${eventTypesMember} }`,
  },
  {
    name: "prefetch",
    meaning: "Begins with the installation and may go on after the app was opened.",
    value: `{ ${eventTypesMember} }`,
  },
  { name: "onDemand", meaning: "Never downloaded by itself; your code asks for it. An empty object.", value: "{}" },
];

export const eventTypes: readonly ManifestChoice[] = [
  { value: "firstInstallation", meaning: "When the app is installed for the first time." },
  { value: "subsequentUpdate", meaning: "When the app is updated." },
];

export const platforms: readonly ManifestChoice[] = [
  { value: "iOS", meaning: "iPhone and iPad: there is no value of its own for iPadOS." },
  { value: "macOS", meaning: "Mac." },
  { value: "tvOS", meaning: "Apple TV." },
  { value: "visionOS", meaning: "Apple Vision Pro." },
];

/** Each selector has one of these, or a source with its destination. */
export const selectorMembers: readonly ManifestMember[] = [
  {
    name: "file",
    meaning:
      "One file, relative to the folder that ba-package runs in (or to sourceRoot). The app finds it under the same path.",
    value: '"$1"',
  },
  {
    name: "directory",
    meaning: 'A folder with everything in it, stray files too. "." fails.',
    value: '"$1"',
  },
  {
    name: "filePattern",
    meaning: "All files that match a pattern in the shell's manner.",
    since27: true,
    value: quoted(preset("*")),
  },
  {
    name: "fileSource",
    meaning: "One file that gets another path in the pack; with fileDestination.",
    since27: true,
    value: '"$1"',
  },
  {
    name: "fileDestination",
    meaning: "The path of fileSource in the pack, which is the one that the app uses.",
    since27: true,
    value: '"$1"',
  },
  {
    name: "directorySource",
    meaning: "A folder that gets another path in the pack; with directoryDestination.",
    since27: true,
    value: '"$1"',
  },
  {
    name: "directoryDestination",
    meaning: "The path of directorySource in the pack, which is the one that the app uses.",
    since27: true,
    value: '"$1"',
  },
  {
    name: "fileExclusion",
    meaning: "Files that the other selectors take and that stay out nevertheless.",
    since27: true,
    value: '"$1"',
  },
];

/** Members that only stand together. */
export const selectorPartners: Readonly<Record<string, string>> = {
  fileSource: "fileDestination",
  fileDestination: "fileSource",
  directorySource: "directoryDestination",
  directoryDestination: "directorySource",
};

const policyValue = `{ ${quoted(oneOf("essential", "prefetch"))}: { "installationEventTypes": ["firstInstallation"] } }`;

export const packagingMembers: readonly ManifestMember[] = [
  {
    name: "assetPackID",
    meaning:
      "The identifier that your code uses. With Apple hosting only letters, digits and hyphens, and no hyphen at either end (ITMS-91133).",
    value: '"$1"',
  },
  { name: "downloadPolicy", meaning: "Exactly one of essential, prefetch and onDemand.", value: policyValue },
  {
    name: "fileSelectors",
    meaning: "What goes into the pack. Paths are relative, and they are the paths that the app uses.",
    value: `[{ ${quoted(oneOf("file", "directory"))}: "$2" }]`,
  },
  {
    name: "platforms",
    meaning: "iOS, macOS, tvOS, visionOS. iPadOS is not one: iOS is for both.",
    value: `[${quoted(preset("iOS"))}]`,
  },
  {
    name: "language",
    meaning:
      "Makes the pack a localized one: a language with script or region, such as ja, es-US or zh-Hant. Only OS 27 and later download it.",
    since27: true,
    value: '"$1"',
  },
  {
    name: "sourceRoot",
    meaning:
      "The folder that the selectors start at, relative to this file. Give ba-package an absolute output path then.",
    since27: true,
    value: '"$1"',
  },
  {
    name: "userInfo",
    meaning:
      "Your own JSON, handed to the app as AssetPack.userInfo. Self-hosted packs only: Apple hosting refuses it.",
    value: "{ $1 }",
  },
];

export const downloadManifestMembers: readonly ManifestMember[] = [
  { name: "id", meaning: "The assetPackID of the pack.", value: '"$1"' },
  {
    name: "url",
    meaning: "Where the archive is served, over https. ba-package joins the base URL and the id.",
    value: quoted(preset("https://")),
  },
  {
    name: "version",
    meaning: "A whole number; a higher one than on the device means: download again.",
    value: preset("1"),
  },
  { name: "downloadSize", meaning: "The exact bytes of the .aar file, compressed as it is.", value: preset("0") },
  { name: "downloadPolicy", meaning: "As in the packaging manifest.", value: policyValue },
  { name: "host", meaning: "Who serves the pack: thirdParty for your own server.", value: '{ "thirdParty": {} }' },
  { name: "userInfo", meaning: "Copied from the packaging manifest.", value: "{ $1 }" },
];
