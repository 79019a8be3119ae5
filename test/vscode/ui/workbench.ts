import { mkdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import type { FrameLocator, Locator, Page } from "playwright-core";
import type { BrowserWorkbench } from "../../../scripts/vscode/browser-workbench.mjs";
import { repositoryRoot } from "../../../scripts/vscode/paths.mjs";
import { until } from "./until";

export type Theme = "light" | "dark" | "hc" | "hc-light";

/** What the quick pick of "Preferences: Color Theme" calls them, and the class VS Code puts on the workbench. */
const THEMES: Readonly<Record<Theme, { readonly label: RegExp; readonly className: string }>> = {
  light: { label: /^(Default )?Light Modern$/, className: "vs" },
  dark: { label: /^(Default )?Dark Modern$/, className: "vs-dark" },
  hc: { label: /^(Default )?(Dark )?High Contrast$|^Dark High Contrast$/, className: "hc-black" },
  "hc-light": { label: /^(Default )?(High Contrast Light|Light High Contrast)$/, className: "hc-light" },
};

/**
 * A VS Code window, used as a person uses it: keyboard, mouse and what can be read on the screen. Each method waits until
 * what it did is visible; none sleeps. Whatever is missing here is reachable through `page`.
 */
export class Workbench {
  readonly page: Page;
  readonly #window: BrowserWorkbench;
  readonly #onClose: () => void;

  constructor(
    window: BrowserWorkbench,
    /** The copy of the example that is open, absolute. */
    readonly folder: string,
    onClose: () => void,
  ) {
    this.page = window.page;
    this.#window = window;
    this.#onClose = onClose;
  }

  /** Errors on the workbench's console that are not due to running VS Code from npm without its native modules. */
  get consoleErrors(): readonly string[] {
    return this.#window.consoleErrors;
  }

  serverLog(): string {
    return this.#window.serverLog();
  }

  async close(): Promise<void> {
    try {
      await this.#window.close();
    } finally {
      this.#onClose();
    }
  }

  /** "Developer: Reload Window": the extension host starts anew, editors and panels come back. */
  reloadWindow(): Promise<void> {
    return this.#window.duringReload(() => this.runCommand("Developer: Reload Window"));
  }

  // Quick input

  get quickInput(): Locator {
    return this.page.locator(".quick-input-widget");
  }

  /** The rows of the open quick pick whose label is this, or matches it; a label's highlighted parts do not matter. */
  quickPickRows(label: string | RegExp): Locator {
    const name = this.page.locator(".quick-input-list-row:first-child .label-name").filter({ hasText: whole(label) });
    return this.quickInput.locator(".monaco-list-row").filter({ has: name });
  }

  /** Types into the open quick input, replacing what is there. */
  async typeIntoQuickInput(text: string): Promise<void> {
    await this.quickInput.locator("input.input").fill(text);
  }

  /** Takes a row of the open quick pick. */
  async pick(label: string | RegExp): Promise<void> {
    await this.quickPickRows(label).first().click();
  }

  /** Opens a file through quick open: "Info.plist", or "App/Info.plist" where several have the name; always from the root. */
  async openFile(path: string): Promise<void> {
    await this.quickOpen(path);
    await this.page.locator(".editor-group-container.active .monaco-editor .view-line").first().waitFor();
  }

  /** The same for a file that may open in another editor than that for text. */
  async quickOpen(path: string): Promise<void> {
    const name = path.split("/").at(-1) ?? path;
    const folder = path.slice(0, -name.length - 1);
    await this.page.keyboard.press("ControlOrMeta+P");
    await this.typeIntoQuickInput(path);
    const row = this.quickPickRows(name);
    const inFolder = this.page.locator(".label-description").filter({ hasText: whole(folder) });
    await (folder === "" ? row : row.filter({ has: inFolder })).first().click();
    await this.page.locator(`.editor-group-container.active .tab.active [aria-label*="/${path}"]`).first().waitFor();
  }

  /** Runs a command through the palette, by the title that stands there: "Background Assets: Open Simulator". */
  async runCommand(title: string): Promise<void> {
    await this.pickOnceThere(title, () => this.openPaletteWith(title));
  }

  /**
   * A quick pick that was opened while the window was still starting keeps the rows it had: it is opened again until it
   * has the row.
   */
  private async pickOnceThere(label: string | RegExp, open: () => Promise<void>): Promise<void> {
    await until(async () => {
      await open();
      const row = this.quickPickRows(label).first();
      const isThere = await row.waitFor({ timeout: 3000 }).then(
        () => true,
        () => false,
      );
      if (isThere) {
        await row.click();
        return true;
      }
      await this.page.keyboard.press("Escape");
      return undefined;
    }, `The row ${label} of a quick pick`);
  }

  /** The titles that the palette offers for a text, in its order; then closes it. */
  async commandTitles(text: string): Promise<string[]> {
    await this.openPaletteWith(text);
    const rows = this.quickInput.locator(".monaco-list-row .quick-input-list-row:first-child .label-name");
    await rows.first().waitFor();
    const titles = await rows.allTextContents();
    await this.page.keyboard.press("Escape");
    await this.quickInput.waitFor({ state: "hidden" });
    return titles;
  }

  private async openPaletteWith(text: string): Promise<void> {
    await this.page.keyboard.press("F1");
    await this.quickInput.locator("input.input").waitFor();
    await this.typeIntoQuickInput(`>${text}`);
  }

  // Editor

  /** A part of a code lens between two "|": the whole text, or a pattern. */
  codeLens(text: string | RegExp): Locator {
    return this.page
      .locator(".codelens-decoration > *")
      .filter({ hasText: whole(text) })
      .first();
  }

  async clickCodeLens(text: string | RegExp): Promise<void> {
    // Until VS Code has asked the provider again, a lens may be text without a command: that is a span, not a link.
    await this.page
      .locator(".codelens-decoration > a")
      .filter({ hasText: whole(text) })
      .first()
      .click();
  }

  /** All lenses on the screen, once there is one; one text for each line that has some: "Simulate install | update | periodic check". */
  async codeLensTexts(): Promise<string[]> {
    await this.codeLens(/\S/).waitFor();
    const lines = await this.page.locator(".codelens-decoration").allInnerTexts();
    return lines.map(plainSpaces).filter((line) => line !== "");
  }

  /** Puts the cursor there; both count from 1. */
  async goTo(line: number, column = 1): Promise<void> {
    await this.page.keyboard.press("Control+G");
    await this.typeIntoQuickInput(`:${line}:${column}`);
    await this.page.keyboard.press("Enter");
    await this.untilCursorIsAt({ line });
  }

  /** Where the status bar says that the cursor is, from 1; undefined without an editor. */
  async cursor(): Promise<{ line: number; column: number } | undefined> {
    const texts = await this.page.locator("[id='status.editor.selection']").allInnerTexts();
    const match = /Ln (\d+), Col (\d+)/.exec(texts.join(" "));
    return match ? { line: Number(match[1]), column: Number(match[2]) } : undefined;
  }

  async untilCursorIsAt({ line }: { line: number }): Promise<void> {
    await until(async () => (await this.cursor())?.line === line, `The cursor in line ${line}`);
  }

  /** The name on the tab of the editor that has the focus. */
  activeTab(): Locator {
    return this.page.locator(".editor-group-container.active .tab.active");
  }

  // Panel

  /**
   * What a webview shows; its content lies two frames deep. The answer stays good when the extension sets new HTML.
   * @param title of the panel or view
   */
  async webviewFrame(title: string): Promise<FrameLocator> {
    const name = await until(async () => {
      for (const outer of await this.page.locator("iframe.webview").all()) {
        if (!(await outer.isVisible().catch(() => false))) continue;
        const inner = outer.contentFrame().locator("iframe#active-frame");
        if ((await inner.getAttribute("title", { timeout: 1000 }).catch(() => null)) !== title) continue;
        return (await outer.getAttribute("name")) ?? undefined;
      }
      return undefined;
    }, `The panel "${title}"`);
    return this.page.frameLocator(`iframe.webview[name="${name}"]`).frameLocator("iframe#active-frame");
  }

  // Messages

  /** A notification in the corner. */
  notification(text: string | RegExp): Locator {
    return this.page.locator(".notification-list-item").filter({ hasText: text }).first();
  }

  /** Presses a button of a notification. */
  async clickNotificationButton(text: string | RegExp, button: string): Promise<void> {
    await this.notification(text).getByRole("button", { name: button, exact: true }).click();
  }

  /** The modal dialog, as for consent and workspace trust. */
  get dialog(): Locator {
    return this.page.locator(".monaco-dialog-box");
  }

  async clickDialogButton(button: string | RegExp): Promise<void> {
    await this.dialog
      .locator(".dialog-buttons .monaco-button")
      .filter({ hasText: whole(button) })
      .first()
      .click();
    await this.dialog.waitFor({ state: "hidden" });
  }

  /** Leaves Restricted Mode, as a person does in the Workspace Trust editor. */
  async trustWorkspace(): Promise<void> {
    await this.runCommand("Workspaces: Manage Workspace Trust");
    await this.page
      .locator(".workspace-trust-editor")
      .getByRole("button", { name: /^Trust$/ })
      .click();
    await this.page.getByText("You trust this folder").first().waitFor();
  }

  /** Waits until a text is to be seen anywhere in the window, webviews aside. */
  async waitForText(text: string | RegExp): Promise<void> {
    await this.page.getByText(text).filter({ visible: true }).first().waitFor();
  }

  /** Opens the Problems view and reads its rows, files and findings alike, once there is one that contains `text`. */
  async problems(text: string | RegExp): Promise<string[]> {
    const rows = this.page.locator(".markers-panel .monaco-list-row");
    if (!(await this.page.locator(".markers-panel").isVisible()))
      await this.runCommand("Problems: Focus on Problems View");
    await rows.filter({ hasText: text }).first().waitFor();
    return (await rows.allInnerTexts()).map(plainSpaces);
  }

  /** Waits until no problem has this text. */
  async untilNoProblem(text: string | RegExp): Promise<void> {
    if (!(await this.page.locator(".markers-panel").isVisible())) {
      await this.runCommand("Problems: Focus on Problems View");
    }
    await this.page
      .locator(".markers-panel .monaco-list-row")
      .filter({ hasText: text })
      .first()
      .waitFor({ state: "detached" });
  }

  // Looks

  async switchTheme(theme: Theme): Promise<void> {
    const { label, className } = THEMES[theme];
    await this.pickOnceThere(label, async () => {
      await this.runCommand("Preferences: Color Theme");
      await this.typeIntoQuickInput(label.source.includes("Contrast") ? "High Contrast" : "Modern");
    });
    await this.quickInput.waitFor({ state: "hidden" });
    await this.page.locator(`.monaco-workbench.${className}`).waitFor();
  }

  /**
   * Takes a picture once nothing moves any more, at the latest after two seconds.
   * @param name without extension
   * @returns its path, in `out/screenshots/`
   */
  async screenshot(name: string): Promise<string> {
    const path = join(repositoryRoot, "out", "screenshots", `${name}.png`);
    const shoot = (): Promise<Buffer> => this.page.screenshot({ animations: "disabled", caret: "hide" });
    const deadline = performance.now() + 2000;
    let [before, picture] = [await shoot(), await shoot()];
    while (!before.equals(picture) && performance.now() < deadline) [before, picture] = [picture, await shoot()];
    mkdirSync(dirname(path), { recursive: true });
    writeFileSync(path, picture);
    return path;
  }
}

/** A text is meant as a whole, whatever spaces VS Code puts into it; a pattern is taken as it is. */
function whole(text: string | RegExp): RegExp {
  if (text instanceof RegExp) return text;
  const words = text
    .trim()
    .split(/\s+/)
    .map((word) => word.replaceAll(/[.*+?^${}()|[\]\\]/g, "\\$&"));
  return new RegExp(`^\\s*${words.join("\\s+")}\\s*$`);
}

function plainSpaces(text: string): string {
  return text.replaceAll(/\s+/g, " ").trim();
}
