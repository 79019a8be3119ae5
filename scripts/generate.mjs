// `npm run generate`: writes everything that is derived from the sources. A test fails where something is out of date.
import { spawnSync } from "node:child_process";
import { readdirSync } from "node:fs";

const generators = readdirSync("scripts").filter((name) => /^build-.+\.mjs$/.test(name));
for (const name of generators) {
  const { status } = spawnSync(process.execPath, [`scripts/${name}`], { stdio: "inherit" });
  if (status !== 0) process.exit(status ?? 1);
}
