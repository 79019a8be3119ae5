import type { Evidence } from "./rule";

// Where facts come from, for the evidence of rules: Apple's pages and what developers reported in public.
const appleDocumentation = "https://developer.apple.com/documentation";

const infoPlist = `${appleDocumentation}/bundleresources/information-property-list`;
const backgroundAssets = `${appleDocumentation}/backgroundassets`;

/** Apple's page of a top-level Info.plist key. */
export function keyPage(key: string, says: string): Evidence {
  return { label: "documented", says, url: `${infoPlist}/${key.toLowerCase()}` };
}

/** Apple's page of a key inside BAInitialDownloadRestrictions. */
export function restrictionKeyPage(key: string, says: string): Evidence {
  return { label: "documented", says, url: `${infoPlist}/bainitialdownloadrestrictions/${key.toLowerCase()}` };
}

export function unmanagedArticle(says: string): Evidence {
  return {
    label: "documented",
    says,
    url: `${backgroundAssets}/configuring-an-unmanaged-background-assets-project`,
  };
}

export function appleHostedArticle(says: string): Evidence {
  return { label: "documented", says, url: `${backgroundAssets}/downloading-apple-hosted-asset-packs` };
}

export function assetPackArticle(says: string): Evidence {
  return { label: "documented", says, url: `${backgroundAssets}/creating-managed-asset-packs` };
}

export function localTestArticle(says: string): Evidence {
  return { label: "documented", says, url: `${backgroundAssets}/testing-asset-packs-locally` };
}

export function session(year: 2022 | 2023 | 2025 | 2026, says: string): Evidence {
  const numbers = { 2022: "110403", 2023: "10108", 2025: "325", 2026: "378" } as const;
  return { label: "WWDC", says, url: `https://developer.apple.com/videos/play/wwdc${year}/${numbers[year]}` };
}

export function forumThread(thread: number, says: string): Evidence {
  return { label: "reported", says, url: `https://developer.apple.com/forums/thread/${thread}` };
}

export function header(says: string): Evidence {
  return { label: "header", says };
}

export function reported(says: string, url?: string): Evidence {
  return url === undefined ? { label: "reported", says } : { label: "reported", says, url };
}

export function localizedPacksArticle(says: string): Evidence {
  return {
    label: "documented",
    says,
    url: `${backgroundAssets}/reducing-download-and-storage-demands-with-localized-asset-packs`,
  };
}
