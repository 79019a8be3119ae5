// `npm run pictures`: makes the pictures of the README from the real product, in a real VS Code.
import { copyFileSync, existsSync, mkdirSync } from "node:fs";
import { join } from "node:path";
import { runVsCodeTests } from "./vscode/run.mjs";

const pictures = [
  "simulator-wide-dark",
  "simulator-wide-light",
  "authoring-completion",
  "authoring-hover",
  "authoring-fix",
  "authoring-lenses",
  "managed-install-dark",
  "managed-install-light",
];

const { failed, passed } = await runVsCodeTests(["simulator.ui", "authoring.ui", "managed.ui"]);
if (failed > 0 || passed === 0) throw new Error("The pictures would show a product that does not work.");
mkdirSync("media/readme", { recursive: true });
for (const name of pictures) {
  const picture = join("out", "screenshots", `${name}.png`);
  if (!existsSync(picture)) throw new Error(`${picture} was not made: no test takes it any more.`);
  copyFileSync(picture, join("media", "readme", `${name}.png`));
}
