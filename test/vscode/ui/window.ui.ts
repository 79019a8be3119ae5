import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { extensionUnderTest, openWorkbench } from "./open-workbench";
import type { Workbench } from "./workbench";

interface Manifest {
  readonly contributes: {
    readonly commands: readonly {
      readonly command: string;
      readonly title: string;
      readonly category: string;
      readonly enablement?: string;
    }[];
    readonly menus?: { readonly commandPalette?: readonly { readonly command: string; readonly when: string }[] };
  };
}

describe("a VS Code window with the extension", () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await openWorkbench();
  });
  after(() => workbench.close());

  it("finds every command of the extension in the palette, by its title", async () => {
    const { commands, menus } = (
      JSON.parse(readFileSync(join(extensionUnderTest(), "package.json"), "utf8")) as Manifest
    ).contributes;
    const conditional = new Set(menus?.commandPalette?.map(({ command }) => command));
    // The palette leaves out what cannot be run just now.
    const always = commands.filter(({ command, enablement }) => !conditional.has(command) && enablement === undefined);
    const expected = always.map(({ title }) => title);
    assert.notEqual(expected.length, 0);
    await workbench.openFile("Skylands/Info.plist");
    const missing: string[] = [];
    // One by one: the palette has only those rows in its document that are to be seen.
    for (const title of expected) {
      const offered = await workbench.commandTitles(`Background Assets: ${title}`);
      if (!offered.includes(`Background Assets: ${title}`)) missing.push(title);
    }
    assert.deepEqual(missing, []);
  });

  it("keeps the editor open over a reload of the window", async () => {
    await workbench.openFile("Skylands/Info.plist");
    await workbench.goTo(3);
    await workbench.reloadWindow();
    await workbench.activeTab().getByText("Info").waitFor();
    await workbench.untilCursorIsAt({ line: 3 });
  });
});

describe("a VS Code window on a folder that is not trusted", () => {
  let workbench: Workbench;
  before(async () => {
    workbench = await openWorkbench({ workspaceTrust: true });
  });
  after(() => workbench.close());

  it("opens in Restricted Mode and leaves it when the person trusts the folder", async () => {
    const restricted = workbench.page.getByRole("button", { name: /^Restricted Mode/ });
    await restricted.waitFor();
    await workbench.trustWorkspace();
    await restricted.waitFor({ state: "detached" });
  });
});
