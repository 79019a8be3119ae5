// Reads inputs that nobody writes, and says which of them are read wrongly. Seeded: the same seed gives the same inputs.
//   npm run fuzz                                        a minute with a seed of its own
//   npm run fuzz -- --seconds 600 --seed 7              longer; the same inputs in the same order
//   npm run fuzz -- --target json --target playlist     only these readers; an unknown name lists them
//   npm run fuzz -- --iterations 1000000                so many inputs
//   npm run fuzz -- --target json --seed 7 --iteration 41     one input again, as a failure names it
// Failing inputs are written to out/fuzz/, whole and made smaller.
import { spawnSync } from "node:child_process";
import { rmSync } from "node:fs";
import { join, resolve } from "node:path";
import { build } from "esbuild";

const outdir = `out/fuzz-build-${process.pid}`;
try {
  await build({
    bundle: true,
    entryPoints: ["fuzz/main.ts"],
    outdir,
    outExtension: { ".js": ".mjs" },
    platform: "node",
    target: "node20",
    format: "esm",
    packages: "external",
    alias: { "jsonc-parser": resolve("node_modules/jsonc-parser/lib/esm/main.js") },
    sourcemap: "inline",
    logLevel: "warning",
  });
  const flags = ["--enable-source-maps", join(outdir, "main.mjs"), ...process.argv.slice(2)];
  const { status } = spawnSync(process.execPath, flags, { stdio: "inherit" });
  process.exitCode = status ?? 1;
} finally {
  rmSync(outdir, { recursive: true, force: true });
}
