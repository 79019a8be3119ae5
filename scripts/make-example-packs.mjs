// Writes the assets of the two examples with asset packs, and what the self-hosted one has on its server:
//   node scripts/make-example-packs.mjs
// The content is made up and the same on every computer; it repeats, so that git stores it in a few kilobytes.
import { createHash } from "node:crypto";
import { createWriteStream, mkdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { pipeline } from "node:stream/promises";
import { packTar } from "modern-tar/fs";

/** @typedef {{ id: string, policy: object, platforms?: string[], language?: string, files: Record<string, [bytes: number, edition: number]> }} Pack */

const first = { installationEventTypes: ["firstInstallation"] };
const update = { installationEventTypes: ["subsequentUpdate"] };
const both = { installationEventTypes: ["firstInstallation", "subsequentUpdate"] };

/** @type {Record<string, Pack[]>} */
const lanterns = {
  "examples/apple-hosted/Lanterns": [
    {
      id: "Core",
      policy: { essential: both },
      files: { "Core/coast.map": [420_000, 1], "Core/lights.table": [9_000, 1] },
    },
    { id: "Harbors", policy: { prefetch: first }, files: { "Harbors/north.map": [310_000, 1] } },
    { id: "Storms", policy: { onDemand: {} }, files: { "Storms/gale.fx": [180_000, 1] } },
    { id: "VoicesEN", policy: { essential: first }, language: "en", files: { "Voices/en/keeper.m4a": [120_000, 1] } },
    { id: "VoicesDE", policy: { essential: first }, language: "de", files: { "Voices/de/keeper.m4a": [130_000, 1] } },
  ],
  "examples/apple-hosted/Lanterns-1.1": [
    {
      id: "Core",
      policy: { essential: both },
      files: { "Core/coast.map": [440_000, 2], "Core/lights.table": [9_000, 1] },
    },
    { id: "Harbors", policy: { prefetch: first }, files: { "Harbors/north.map": [310_000, 1] } },
    { id: "Festival", policy: { prefetch: update }, files: { "Festival/lanterns.fx": [90_000, 1] } },
    { id: "VoicesEN", policy: { essential: first }, language: "en", files: { "Voices/en/keeper.m4a": [120_000, 1] } },
    { id: "VoicesDE", policy: { essential: first }, language: "de", files: { "Voices/de/keeper.m4a": [130_000, 1] } },
  ],
};

/** @type {Record<string, { version: number, packs: Pack[] }>} */
const atlas = {
  v1: {
    version: 1,
    packs: [
      { id: "Base", policy: { essential: first }, files: { "Base/world.tiles": [520_000, 1] } },
      { id: "Alps", policy: { prefetch: first }, files: { "Alps/tiles/alps.tiles": [360_000, 1] } },
      { id: "Andes", policy: { onDemand: {} }, files: { "Andes/tiles/andes.tiles": [240_000, 1] } },
    ],
  },
  v2: {
    version: 2,
    packs: [
      { id: "Base", policy: { essential: first }, files: { "Base/world.tiles": [530_000, 2] } },
      { id: "Alps", policy: { prefetch: first }, files: { "Alps/tiles/alps.tiles": [360_000, 1] } },
      { id: "Andes", policy: { onDemand: {} }, files: { "Andes/tiles/andes.tiles": [240_000, 1] } },
    ],
  },
};

for (const [folder, packs] of Object.entries(lanterns)) writeProject(folder, packs);
const project = "examples/self-hosted/Atlas";
writeProject(project, atlas.v1?.packs ?? []);
const server = "examples/self-hosted/server";
rmSync(server, { recursive: true, force: true });
for (const [name, { version, packs }] of Object.entries(atlas)) {
  const entries = [];
  for (const pack of packs) {
    const path = join(server, name, "packs", pack.id);
    await writeArchive(path, pack);
    const edition = Math.max(...Object.values(pack.files).map(([, one]) => one));
    entries.push({
      id: pack.id,
      url: `https://cdn.atlas.example/packs/${pack.id}`,
      version: Math.min(edition, version),
      downloadSize: statSync(path).size,
      downloadPolicy: pack.policy,
      host: { thirdParty: {} },
    });
  }
  write(join(server, name, "manifest.json"), `${JSON.stringify({ assetPacks: entries }, undefined, 2)}\n`);
}

/** Packaging manifests, and the files that they select. @type {(folder: string, packs: Pack[]) => void} */
function writeProject(folder, packs) {
  rmSync(join(folder, "Assets"), { recursive: true, force: true });
  rmSync(join(folder, "Packs"), { recursive: true, force: true });
  for (const { id, policy, language, platforms, files } of packs) {
    const manifest = {
      assetPackID: id,
      downloadPolicy: policy,
      fileSelectors: Object.keys(files).map((path) => ({ file: `Assets/${path}` })),
      platforms: platforms ?? ["iOS"],
      ...(language === undefined ? {} : { language }),
    };
    write(join(folder, "Packs", `${id}.json`), `${JSON.stringify(manifest, undefined, 2)}\n`);
    for (const [path, [bytes, edition]] of Object.entries(files)) {
      write(join(folder, "Assets", path), content(`${path}, edition ${edition}`, bytes));
    }
  }
}

/** @type {(path: string, pack: Pack) => Promise<void>} */
async function writeArchive(path, { files }) {
  mkdirSync(dirname(path), { recursive: true });
  const sources = Object.entries(files).map(([name, [bytes, edition]]) => ({
    type: /** @type {const} */ ("content"),
    content: content(`${name}, edition ${edition}`, bytes),
    target: `Assets/${name}`,
    mtime: new Date(0),
    mode: 0o644,
  }));
  await pipeline(packTar(sources), createWriteStream(path));
}

/** A header that names the file, then one block over and over. @type {(name: string, bytes: number) => Buffer} */
function content(name, bytes) {
  const header = Buffer.from(`Example content: ${name}\n`);
  const block = createHash("sha512").update(name).digest();
  const result = Buffer.alloc(bytes);
  header.copy(result);
  for (let offset = header.length; offset < bytes; offset += block.length) block.copy(result, offset);
  return result;
}

/** @type {(path: string, data: string | Buffer) => void} */
function write(path, data) {
  mkdirSync(dirname(path), { recursive: true });
  writeFileSync(path, data);
}
