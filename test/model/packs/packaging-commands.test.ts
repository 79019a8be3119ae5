import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { test } from "node:test";
import { packagingCommands } from "../../../src/model/packs/packaging-commands";

const evil = [
  "; touch pwned",
  "$(touch pwned)",
  "`touch pwned`",
  "\ntouch pwned\n",
  "' touch pwned '",
  "../../x",
  '"&&touch pwned',
];

/** Every word of the commands, as a shell takes them; `xcrun`, `rm` and `cd` only say what they were given. */
function wordsIn(commands: string): string {
  const script = `touch() { echo PWNED; }\nxcrun() { printf '<%s>' "$@"; }\nrm() { printf '<%s>' "$@"; }\ncd() { :; }\n${commands}`;
  return spawnSync("sh", ["-c", script], { encoding: "utf8" }).stdout;
}

test("ids, paths and platforms of a manifest stay words of a command", { skip: process.platform === "win32" }, () => {
  for (const hosting of ["apple", "self"] as const) {
    for (const text of evil) {
      const pack = {
        id: `Core${text}`,
        language: undefined,
        platforms: [`iOS${text}`],
        root: `/w/${text}`,
        files: [],
        isComplete: true,
        manifestPath: `/w/${text}/Core.json`,
        hasSourceRoot: false,
      };
      const request = { packs: [pack], outputFolder: "/w/out", hosting, baseUrl: `https://cdn.example.com/${text}` };
      const commands = packagingCommands(request as unknown as Parameters<typeof packagingCommands>[0]);
      // As they are copied: the title as a comment above each.
      const written = wordsIn(commands.map(({ title, command }) => `# ${title}\n${command}\n`).join("\n"));
      assert.ok(!written.includes("PWNED"), `${JSON.stringify(text)}: ${written}`);
      assert.ok(!/<\/w\/out\/[^>]*\/[^>]*>/.test(written), "an archive stays in its folder");
      assert.ok(written.includes("<ba-package>"));
    }
  }
});
