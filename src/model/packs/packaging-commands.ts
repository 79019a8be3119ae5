import type { PackContents } from "./pack-contents";

/** A command for a Mac, or for Apple's tools for Linux and Windows. */
export interface PackagingCommand {
  readonly title: string;
  readonly action: "package" | "upload" | "download-manifest";
  /** The pack's identifier; of a download manifest the platform. */
  readonly subject: string;
  /** Ready to be pasted into a POSIX shell. */
  readonly command: string;
}

export interface PackagingRequest {
  readonly packs: readonly (PackContents & {
    /** Absolute. */
    readonly manifestPath: string;
    /** Absolute: where the paths of the selectors start. */
    readonly root: string;
    /** `sourceRoot` is in the manifest: the tool changes there itself. */
    readonly hasSourceRoot: boolean;
  })[];
  /** Absolute: where the archives go. Outside of what is packed. */
  readonly outputFolder: string;
  readonly hosting: "apple" | "self";
  /** For self-hosting: where the archives will be found, with a slash at its end. */
  readonly baseUrl: string | undefined;
}

/**
 * The commands that package and publish packs, with absolute paths: `ba-package` resolves selectors against the working
 * directory, changes it where there is a `sourceRoot`, and does not overwrite an archive.
 */
export function packagingCommands(request: PackagingRequest): readonly PackagingCommand[] {
  const { packs, outputFolder, hosting } = request;
  const archivePathOf = (pack: PackContents) => `${outputFolder}/${pack.id.replace(/[^\w.-]/g, "-")}.aar`;
  const archiveOf = (pack: PackContents) => shellQuoted(archivePathOf(pack));
  const commands = packs.map((pack): PackagingCommand => {
    return {
      title: `Package ${inOneLine(pack.id)}`,
      action: "package",
      subject: pack.id,
      command: packageCommand({ ...pack, archivePath: archivePathOf(pack) }),
    };
  });
  if (packs.length === 0) return commands;
  if (hosting === "apple") {
    return [
      ...commands,
      ...packs.map((pack) => ({
        title: `Upload ${inOneLine(pack.id)}`,
        action: "upload" as const,
        subject: pack.id,
        command: `xcrun altool --upload-asset-pack ${archiveOf(pack)} --apple-id APP_APPLE_ID --wait`,
      })),
    ];
  }
  const baseUrl = request.baseUrl ?? "https://cdn.example.com/packs/";
  for (const platform of platformsOf(packs)) {
    const ofPlatform = packs.filter(({ platforms }) => platforms.length === 0 || platforms.includes(platform));
    const archives = ofPlatform.map(archiveOf).join(" ");
    const manifest = shellQuoted(`${outputFolder}/manifest-${platform.replace(/[^\w.-]/g, "-")}.json`);
    const versions = ofPlatform.map(() => "1").join(" ");
    commands.push({
      title: `Write the download manifest for ${inOneLine(platform)}; raise the version of each pack that changed`,
      action: "download-manifest",
      subject: platform,
      command: `xcrun ba-package download-manifest create ${archives} --asset-pack-versions ${versions} ${shellQuoted(`--${platform.toLowerCase()}`)} --download-base-url ${shellQuoted(baseUrl)} -o ${manifest}`,
    });
  }
  return commands;
}

/** The command that packages one pack; all paths absolute. */
export function packageCommand(pack: {
  readonly manifestPath: string;
  readonly root: string;
  readonly hasSourceRoot: boolean;
  readonly archivePath: string;
}): string {
  const change = pack.hasSourceRoot ? "" : `cd ${shellQuoted(pack.root)} && `;
  const archive = shellQuoted(pack.archivePath);
  return `${change}rm -f ${archive} && xcrun ba-package ${shellQuoted(pack.manifestPath)} -o ${archive}`;
}

/** Makes the folder for the archives: `ba-package` does not. */
export function makeFolderCommand(folder: string): string {
  return `mkdir -p ${shellQuoted(folder)}`;
}

function platformsOf(packs: readonly PackContents[]): readonly string[] {
  const named = new Set(packs.flatMap(({ platforms }) => platforms));
  return named.size === 0 ? ["iOS"] : [...named];
}

/** Titles stand in comments of a shell script: behind a line break the next word would be a command. */
function inOneLine(text: string): string {
  return text.replace(/[\0-\x1f\x7f\u2028\u2029]+/g, " ");
}

/** For a POSIX shell; plain words stay plain. */
export function shellQuoted(text: string): string {
  return /^[\w./:@%+=,-]+$/.test(text) ? text : `'${text.replaceAll("'", `'\\''`)}'`;
}
