import assert from "node:assert/strict";
import { beforeEach, describe, it } from "node:test";
import { Consent } from "../../src/extension/consent";
import { appProject } from "./app-project";
import { window, workspace } from "./fake-vscode";

/** What VS Code keeps for the extension, and a person who answers every dialog the same. */
class Desk {
  readonly asked: { readonly message: string; readonly detail: string }[] = [];
  readonly #kept = new Map<string, unknown>();

  constructor(answer: string | undefined) {
    Object.assign(window, {
      showWarningMessage: async (message: string, options?: { readonly detail?: string }) => {
        this.asked.push({ message, detail: options?.detail ?? "" });
        return answer;
      },
    });
  }

  consent(): Consent {
    return new Consent({
      get: (key: string, otherwise: unknown) => this.#kept.get(key) ?? otherwise,
      update: async (key: string, value: unknown) => void this.#kept.set(key, value),
    } as never);
  }
}

describe("running the person's own downloader script", () => {
  beforeEach(() => {
    workspace.isTrusted = true;
  });

  it("is asked for once for each script, with its path", async () => {
    const desk = new Desk("Run Script");
    const project = appProject({ downloader: "downloader.mjs" });
    assert.equal(await desk.consent().forScript(project), true);
    assert.equal(await desk.consent().forScript(project), true);
    assert.equal(desk.asked.length, 1);
    assert.match(desk.asked[0]?.detail ?? "", /^\/app\/downloader\.mjs\n/);
    assert.equal(await desk.consent().forScript(appProject({ downloader: "other.mjs" })), true);
    assert.equal(desk.asked.length, 2);
  });

  it("is not done after a no, which is asked again", async () => {
    const desk = new Desk(undefined);
    const project = appProject({ downloader: "downloader.mjs" });
    assert.equal(await desk.consent().forScript(project), false);
    assert.equal(await desk.consent().forScript(project), false);
    assert.equal(desk.asked.length, 2);
  });

  it("is never done in Restricted Mode, whatever was agreed to before", async () => {
    const desk = new Desk("Run Script");
    const project = appProject({ downloader: "downloader.mjs" });
    await desk.consent().forScript(project);
    workspace.isTrusted = false;
    assert.equal(await desk.consent().forScript(project), false);
    assert.match(desk.asked.at(-1)?.message ?? "", /waits until you trust the workspace/);
  });

  it("needs no question where no script is named", async () => {
    const desk = new Desk(undefined);
    assert.equal(await desk.consent().forScript(appProject({})), true);
    assert.deepEqual(desk.asked, []);
  });
});
