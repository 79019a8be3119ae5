import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { crc32, deflateRawSync } from "node:zlib";
import { build, buildBinary } from "plist";

/** The files of a built app, by their paths in the product. */
export type ProductFiles = Readonly<Record<string, Uint8Array>>;

type PlistObject = Parameters<typeof buildBinary>[0];

export function binaryPlist(value: Record<string, unknown>): Uint8Array {
  return buildBinary(value as PlistObject);
}

/** A profile as Apple's portal makes it, but for the signature: bytes, an XML property list, bytes. */
export function profile(entitlements: Record<string, unknown>, facts: Record<string, unknown> = {}): Uint8Array {
  const all = { Name: "Example", TeamIdentifier: ["ABCDE12345"], ...facts, Entitlements: entitlements };
  const xml = build(all as PlistObject);
  const noise = Buffer.from([0x30, 0x82, 0x3c, 0x3f, 0xff, 0x00]);
  return Buffer.concat([noise, Buffer.from(xml), noise]);
}

export const group = "group.com.example.app";

/** A sound iOS app with managed asset packs hosted by Apple, in a folder of that name. */
export function soundApp(changes: { app?: object; extension?: object; extensionFolder?: string } = {}): ProductFiles {
  const folder = `App.app/${changes.extensionFolder ?? "Extensions"}/Downloader.appex`;
  const bundle = { CFBundleShortVersionString: "2.0", CFBundleVersion: "13", MinimumOSVersion: "26.0" };
  return {
    "App.app/Info.plist": binaryPlist({
      ...bundle,
      CFBundleIdentifier: "com.example.app",
      CFBundleName: "App",
      CFBundlePackageType: "APPL",
      LSRequiresIPhoneOS: true,
      BAHasManagedAssetPacks: true,
      BAUsesAppleHosting: true,
      BAAppGroupID: group,
      ...changes.app,
    }),
    "App.app/embedded.mobileprovision": profile({
      "application-identifier": "ABCDE12345.com.example.app",
      "com.apple.developer.team-identifier": "ABCDE12345",
      "com.apple.security.application-groups": [group],
    }),
    [`${folder}/Info.plist`]: binaryPlist({
      ...bundle,
      CFBundleIdentifier: "com.example.app.downloader",
      CFBundleDisplayName: "Downloader",
      CFBundleName: "Downloader",
      CFBundlePackageType: "XPC!",
      EXAppExtensionAttributes: { EXExtensionPointIdentifier: "com.apple.background-asset-downloader-extension" },
      ...changes.extension,
    }),
    [`${folder}/embedded.mobileprovision`]: profile({
      "application-identifier": "ABCDE12345.com.example.app.downloader",
      "com.apple.developer.team-identifier": "ABCDE12345",
      "com.apple.security.application-groups": [group],
    }),
  };
}

export function writeProduct(folder: string, files: ProductFiles): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, path)), { recursive: true });
    writeFileSync(join(folder, path), content);
  }
}

export function below(folder: string, files: ProductFiles): ProductFiles {
  return Object.fromEntries(Object.entries(files).map(([path, content]) => [`${folder}/${path}`, content]));
}

export interface ZipChanges {
  /** What the directory says of each file's size, for archives that lie. */
  readonly declaredSizeInBytes?: number;
  readonly flags?: number;
  readonly checksum?: number;
  /** Sizes and places in the wide fields, as for archives of more than 4 GB. */
  readonly isWide?: boolean;
}

/** A zip archive, deflated. */
export function zip(files: ProductFiles, changes: ZipChanges = {}): Uint8Array {
  const bodies: Buffer[] = [];
  const directory: Buffer[] = [];
  let offset = 0;
  for (const [path, content] of Object.entries(files)) {
    const name = Buffer.from(path);
    const packed = deflateRawSync(content);
    const common = Buffer.alloc(26);
    common.writeUInt16LE(20, 0);
    common.writeUInt16LE(changes.flags ?? 0, 2);
    common.writeUInt16LE(8, 4);
    common.writeUInt32LE(changes.checksum ?? crc32(content), 10);
    common.writeUInt32LE(packed.length, 14);
    common.writeUInt32LE(changes.declaredSizeInBytes ?? content.length, 18);
    common.writeUInt16LE(name.length, 22);
    const body = Buffer.concat([Buffer.from("PK\x03\x04", "latin1"), common, name, packed]);
    const place = Buffer.alloc(14);
    place.writeUInt32LE(offset, 10);
    const wide = changes.isWide === true ? wideFields([content.length, packed.length, offset]) : Buffer.alloc(0);
    if (wide.length > 0) {
      common.fill(0xff, 14, 22);
      place.fill(0xff, 10, 14);
      common.writeUInt16LE(wide.length, 24);
    }
    directory.push(Buffer.concat([Buffer.from("PK\x01\x02\x14\x00", "latin1"), common, place, name, wide]));
    bodies.push(body);
    offset += body.length;
  }
  const entries = Buffer.concat(directory);
  const end = Buffer.alloc(18);
  end.writeUInt16LE(directory.length, 4);
  end.writeUInt16LE(directory.length, 6);
  end.writeUInt32LE(entries.length, 8);
  end.writeUInt32LE(offset, 12);
  const wideEnd = changes.isWide === true ? wideEndOf(directory.length, entries.length, offset) : Buffer.alloc(0);
  if (wideEnd.length > 0) end.fill(0xff, 4, 16);
  return Buffer.concat([...bodies, entries, wideEnd, Buffer.from("PK\x05\x06", "latin1"), end]);
}

function wideFields(sizes: readonly number[]): Buffer {
  const head = Buffer.from([1, 0, 8 * sizes.length, 0]);
  return Buffer.concat([head, ...sizes.map(eightBytes)]);
}

/** The wide end of the directory, which follows it, and the locator that leads there. */
function wideEndOf(count: number, lengthInBytes: number, directoryOffset: number): Buffer {
  const record = Buffer.alloc(56);
  record.write("PK\x06\x06", "latin1");
  record.writeBigUInt64LE(44n, 4);
  for (const [at, value] of [
    [24, count],
    [32, count],
    [40, lengthInBytes],
    [48, directoryOffset],
  ] as const) {
    eightBytes(value).copy(record, at);
  }
  const locator = Buffer.alloc(20);
  locator.write("PK\x06\x07", "latin1");
  eightBytes(directoryOffset + lengthInBytes).copy(locator, 8);
  locator.writeUInt32LE(1, 16);
  return Buffer.concat([record, locator]);
}

function eightBytes(value: number): Buffer {
  const bytes = Buffer.alloc(8);
  bytes.writeBigUInt64LE(BigInt(value));
  return bytes;
}
