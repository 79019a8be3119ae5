// Writes what the unmanaged example publishes, three versions and some that a scenario needs: `node scripts/make-example-assets.mjs`.
// The content is made up and the same on every computer; it repeats, so that git stores it in a few kilobytes.
import { createHash } from "node:crypto";
import { mkdirSync, rmSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";

const root = "examples/unmanaged/server";

/** @typedef {{ id: string, file: string, bytes: number, essential: boolean, version: number, url?: string, isMissing?: true }} Asset */

const core = { id: "core", file: "assets/core-1.pak", bytes: 1_240_000, essential: true, version: 1 };
const terrain = { id: "terrain", file: "assets/terrain-1.pak", bytes: 860_000, essential: true, version: 1 };

/** @type {Record<string, Asset[]>} */
const published = {
  v1: [
    core,
    terrain,
    { id: "music", file: "assets/music-1.pak", bytes: 1_420_000, essential: false, version: 1 },
    { id: "voices", file: "assets/voices-1.pak", bytes: 640_000, essential: false, version: 1 },
    {
      id: "launch-promo",
      file: "assets/launch-promo-1.pak",
      bytes: 310_000,
      essential: false,
      version: 1,
      url: "https://promo.partner.example/assets/launch-promo-1.pak",
    },
  ],
  v2: [
    core,
    { id: "terrain", file: "assets/terrain-2.pak", bytes: 910_000, essential: true, version: 2 },
    { id: "music", file: "assets/music-1.pak", bytes: 1_420_000, essential: false, version: 1 },
    { id: "voices", file: "assets/voices-1.pak", bytes: 640_000, essential: false, version: 1 },
    { id: "festival", file: "assets/festival-1.pak", bytes: 480_000, essential: false, version: 1 },
  ],
  v3: [
    core,
    { id: "terrain", file: "assets/terrain-2.pak", bytes: 910_000, essential: true, version: 2 },
    { id: "music", file: "assets/music-2.pak", bytes: 1_380_000, essential: false, version: 2 },
    { id: "voices", file: "assets/voices-1.pak", bytes: 640_000, essential: false, version: 1 },
    { id: "festival", file: "assets/festival-1.pak", bytes: 480_000, essential: false, version: 1 },
  ],
  // For a network on which the others would take minutes.
  small: [
    { id: "core", file: "assets/core-small.pak", bytes: 100_000, essential: true, version: 1 },
    { id: "music", file: "assets/music-small.pak", bytes: 60_000, essential: false, version: 1 },
  ],
  "too-large": [
    core,
    terrain,
    { id: "cinematics", file: "assets/cinematics-1.pak", bytes: 400_000, essential: true, version: 1 },
  ],
  renamed: [core, { id: "world", file: "assets/world-1.pak", bytes: 910_000, essential: true, version: 1 }],
  // The manifest is there, what it names is not yet.
  "manifest-first": [
    core,
    { id: "terrain", file: "assets/terrain-2.pak", bytes: 910_000, essential: true, version: 2, isMissing: true },
    { id: "festival", file: "assets/festival-1.pak", bytes: 480_000, essential: false, version: 1, isMissing: true },
  ],
};

rmSync(root, { recursive: true, force: true });
for (const [folder, assets] of Object.entries(published)) {
  for (const { file, bytes, isMissing } of assets) {
    if (isMissing !== true) write(join(root, folder, file), content(file, bytes));
  }
  const manifest = {
    title: "Skylands",
    assets: assets.map(({ id, file, bytes, essential, version, url }) => ({
      id,
      url: url ?? file,
      size: bytes,
      essential,
      version,
    })),
  };
  write(join(root, folder, "manifest.json"), `${JSON.stringify(manifest, undefined, 2)}\n`);
}

/** A header that names the file, then one block over and over. */
function content(/** @type {string} */ name, /** @type {number} */ bytes) {
  const header = Buffer.from(`Skylands example content: ${name}\n`);
  const block = createHash("sha512").update(name).digest();
  const result = Buffer.alloc(bytes);
  header.copy(result);
  for (let offset = header.length; offset < bytes; offset += block.length) block.copy(result, offset);
  return result;
}

function write(/** @type {string} */ path, /** @type {string | Buffer} */ data) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, data);
}
