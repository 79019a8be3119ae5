import assert from "node:assert/strict";
import { existsSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { ScriptExtension } from "../../../src/node/downloader/script-extension";
import { erasedDevice } from "../../../src/simulator/device-state";
import { urlError } from "../../../src/simulator/error-codes";
import { contentRequests } from "../../../src/simulator/events";
import type {
  AuthenticationChallenge,
  ChallengeOutcome,
  DeliveredDownload,
  ExtensionResult,
  ResultsOutcome,
} from "../../../src/simulator/ports";
import { folderWith, temporaryFolder } from "../asset-host/served-folder";

interface Setting {
  readonly extension: ScriptExtension;
  readonly project: string;
  readonly device: string;
  readonly lines: string[];
}

async function withScript(
  t: TestContext,
  text: string,
  { name = "downloader.mjs", isDryRun = false }: { readonly name?: string; readonly isDryRun?: boolean } = {},
): Promise<Setting> {
  const project = await folderWith(t, { [name]: text, "sizes.json": '{"core": 12}' });
  const device = await temporaryFolder(t);
  const lines: string[] = [];
  const extension = new ScriptExtension({
    script: join(project, name),
    projectFolder: project,
    folder: join(device, "extension"),
    contentPath: (identifier) => join(device, identifier),
    isDryRun,
    notice: (line) => lines.push(line),
  });
  t.after(() => extension.close());
  return { extension, project, device, lines };
}

function ask(
  { extension }: Setting,
  { remainingRuntimeMs = 60_000, request = "install" as keyof typeof contentRequests } = {},
): Promise<ExtensionResult> {
  return new Promise((done) =>
    extension.downloads(
      {
        contentRequest: { name: request, rawValue: contentRequests[request] },
        manifest: {
          format: "json",
          mapping: undefined,
          recognised: false,
          assets: [],
          problems: [],
          sizeInBytes: 2,
        },
        manifestContent: Buffer.from('{"files": ["core", "music"]}'),
        state: erasedDevice,
        configuration: {} as never,
        restrictedEssentialDownloadSizeRemaining: 1000,
        restrictedDownloadSizeRemaining: null,
        remainingRuntimeMs,
      },
      done,
    ),
  );
}

function failure(result: ExtensionResult): string {
  assert.equal(result.kind, "failed");
  return result.kind === "failed" ? `${result.errorName}: ${result.message}` : "";
}

function concluded(identifier: string, error?: DeliveredDownload["error"]): DeliveredDownload {
  const url = `https://cdn.example.com/${identifier}`;
  return { className: "BAURLDownload", identifier, url, fileSizeInBytes: 4, essential: false, error };
}

function deliver({ extension }: Setting, results: readonly DeliveredDownload[]): Promise<ResultsOutcome> {
  return new Promise((done) => extension.deliver({ results, remainingRuntimeMs: 60_000 }, done));
}

function challenge(setting: Setting, method: AuthenticationChallenge["method"]): Promise<ChallengeOutcome> {
  const asked: AuthenticationChallenge = {
    method,
    url: "https://cdn.example.com/a",
    realm: "Assets",
    previousFailureCount: 0,
    detail: "",
  };
  return new Promise((done) =>
    setting.extension.answerChallenge({ challenge: asked, download: concluded("a"), remainingRuntimeMs: 60_000 }, done),
  );
}

test("a script reads the manifest and its own files, and what it returns is downloaded", async (t) => {
  const setting = await withScript(
    t,
    `import { readFileSync } from "node:fs";
     export default {
       downloads(request, manifestURL, info) {
         const { files } = JSON.parse(readFileSync(manifestURL, "utf8"));
         const sizes = JSON.parse(readFileSync(new URL("./sizes.json", import.meta.url), "utf8"));
         console.log("asked for", request, info.restrictedEssentialDownloadSizeRemaining, info.restrictedDownloadSizeRemaining);
         return new Set(files.map((identifier) => ({
           identifier,
           url: new URL(identifier, "https://cdn.example.com/"),
           fileSize: sizes[identifier],
           essential: identifier === "core",
           priority: "max",
         })));
       },
     };`,
  );
  const result = await ask(setting, { request: "update" });
  assert.equal(result.kind, "returned", JSON.stringify(result));
  assert.ok(result.kind === "returned" && result.runtimeMs > 0);
  assert.deepEqual(
    result.downloads.map(({ identifier, url, fileSizeInBytes, essential, priority }) => [
      identifier,
      url,
      fileSizeInBytes,
      essential,
      priority,
    ]),
    [
      ["core", "https://cdn.example.com/core", 12, true, "max"],
      ["music", "https://cdn.example.com/music", undefined, false, "max"],
    ],
  );
  assert.deepEqual(result.notes, []);
  assert.deepEqual(setting.lines, ["downloader.mjs: asked for update 1000 null"]);
  assert.deepEqual(readdirSync(join(setting.device, "extension")), ["container"], "the manifest's copy is gone");
});

test("what goes wrong in a script is a result that says what", async (t) => {
  const downloads = (body: string) => `export default { ${body} };`;
  const cases: readonly (readonly [string, string, RegExp])[] = [
    [
      "throwing",
      downloads('downloads() { throw new TypeError("no list"); }'),
      /^extensionFailed: downloader\.mjs: downloads failed\. TypeError: no list \(file:.*downloader\.mjs:1:\d+\)/,
    ],
    [
      "a promise that is rejected",
      downloads('async downloads() { throw new Error("late"); }'),
      /downloads failed\. Error: late/,
    ],
    [
      "throwing later",
      downloads('downloads() { setTimeout(() => { throw new Error("later"); }); return new Promise(() => {}); }'),
      /downloads failed\. Error: later/,
    ],
    ["a syntax error", "export default {", /^extensionFailed: downloader\.mjs cannot be loaded\. SyntaxError/],
    ["a missing import", 'import "./not-there.mjs";', /cannot be loaded\. Error: Cannot find module .*not-there\.mjs/],
    ["no method", "export default { download() {} };", /^extensionResultNotUsable: .*without a method downloads/],
    ["leaving", downloads("downloads() { process.exit(3); }"), /downloads ended the process \(code 3\)/],
    ["leaving while it loads", "process.exit(0);", /its top level ended the process \(code 0\)/],
    [
      "never settling",
      downloads("downloads() { return new Promise(() => {}); }"),
      /^extensionResultNotUsable: .*downloads waits for a promise that nothing settles/,
    ],
    ["nothing", downloads("downloads() {}"), /downloads returned nothing\. It must be a list or a Set/],
    ["an object", downloads("downloads() { return { identifier: 1 }; }"), /downloads returned an object\./],
    ["a list of numbers", downloads("downloads() { return [7]; }"), /at \[0\] 7 instead of a download/],
    [
      "a cyclic value",
      downloads('downloads() { const d = { identifier: "a", fileSize: 1 }; d.url = d; return [d]; }'),
      /at \[0\] a download whose url is an object; it must be an https/,
    ],
    [
      "a size as text",
      downloads('downloads() { return [{ identifier: "a", url: "https://a.example", fileSize: "12" }]; }'),
      /fileSize is the text "12"; it must be the exact number of bytes/,
    ],
    [
      "a size that is no number",
      downloads('downloads() { return [{ identifier: "a", url: "https://a.example", fileSize: NaN }]; }'),
      /fileSize is NaN/,
    ],
    [
      "no identifier",
      downloads('downloads() { return [{ url: "https://a.example" }]; }'),
      /identifier is missing; it must be a string/,
    ],
    [
      "an unknown priority",
      downloads('downloads() { return [{ identifier: "a", url: "https://a.example", priority: 5 }]; }'),
      /priority is 5; it must be "min", "default" or "max"/,
    ],
    [
      "a million downloads",
      downloads(
        '*downloads() {}, downloads() { return Array.from({ length: 1e6 }, (_, i) => ({ identifier: String(i), url: "https://a.example" })); }',
      ),
      /more than 100,000 downloads/,
    ],
    [
      "a getter that throws",
      downloads('downloads() { return [{ get identifier() { throw new Error("got"); } }]; }'),
      /downloads failed\. Error: got/,
    ],
    [
      "the network",
      downloads('downloads() { return fetch("https://cdn.example.com"); }'),
      /a downloader script has no network/,
    ],
    [
      "a socket",
      `import net from "node:net"; ${downloads('downloads() { new net.Socket().connect(80, "cdn.example.com"); }')}`,
      /has no network/,
    ],
    [
      "another file",
      `import { readFileSync } from "node:fs"; ${downloads('downloads() { return readFileSync("/etc/hosts"); }')}`,
      /ERR_ACCESS_DENIED|Access to this API|ENOENT/,
    ],
    [
      "another program",
      `import { spawnSync } from "node:child_process"; ${downloads("downloads() { spawnSync(process.execPath); }")}`,
      /Access to this API has been restricted|ERR_ACCESS_DENIED/,
    ],
  ];
  for (const [name, text, message] of cases) {
    const setting = await withScript(t, text);
    assert.match(failure(await ask(setting)), message, name);
  }
});

test("a script that hangs is ended when the runtime is used up, with its name", async (t) => {
  const setting = await withScript(t, "export default { downloads() { for (;;); } };");
  const result = await ask(setting, { remainingRuntimeMs: 300 });
  assert.match(failure(result), /^extensionRanTooLong: downloader\.mjs was ended after 0\.3 s: that is what was left/);
  assert.ok(result.runtimeMs >= 290 && result.runtimeMs < 20_000, `${result.runtimeMs} ms`);
});

test("a script that takes all memory is ended, and this process is not", async (t) => {
  const setting = await withScript(
    t,
    "export default { downloads() { const kept = []; for (;;) kept.push(new Array(1e5).fill(kept.length)); } };",
  );
  assert.match(failure(await ask(setting)), /^extensionOutOfMemory: downloader\.mjs used more than 256 MB/);
  assert.deepEqual(setting.lines, [], "what V8 prints is not the script's");
});

test("more memory than a device grants is worth a word", async (t) => {
  const setting = await withScript(
    t,
    "export default { downloads() { globalThis.kept = Array.from({ length: 4e6 }, (_, i) => ({ i })); return []; } };",
  );
  const result = await ask(setting);
  assert.ok(result.kind === "returned");
  assert.match(result.notes?.[0] ?? "", /downloader\.mjs took \d+ MB of memory at its peak\. A device may end/);
});

test("a script that is ended from outside does not leave the run waiting", async (t) => {
  const setting = await withScript(t, "export default { downloads() { console.log('here'); for (;;); } };");
  const result = ask(setting);
  setting.extension.stop();
  assert.match(failure(await result), /was ended with the run/);
});

test("nothing of this process' environment reaches a script", async (t) => {
  process.env.BACKGROUND_ASSETS_TEST_TOKEN = "secret-token";
  t.after(() => delete process.env.BACKGROUND_ASSETS_TEST_TOKEN);
  const setting = await withScript(
    t,
    "export default { downloads() { console.log(Object.keys(process.env).sort().join()); return []; } };",
  );
  await ask(setting);
  assert.doesNotMatch(setting.lines.join(), /TOKEN|HOME|PATH/);
});

test("what a script writes is bounded", async (t) => {
  const setting = await withScript(
    t,
    `export default { downloads() {
       for (let i = 0; i < 500; i++) console.error("line", i);
       console.log("x".repeat(5000));
       return [];
     } };`,
  );
  await ask(setting);
  assert.equal(setting.lines.length, 201);
  assert.equal(setting.lines.at(-1), "downloader.mjs: more than 200 lines: the others are left out");
});

test("each call is a process of its own; what is to be kept lies in the container until the next installation", async (t) => {
  const setting = await withScript(
    t,
    `import { existsSync, writeFileSync } from "node:fs";
     let calls = 0;
     export default { downloads(request, manifestURL, info, device) {
       const kept = new URL("state.json", device.containerURL);
       console.log(request, ++calls, existsSync(kept));
       writeFileSync(kept, "{}");
       return [];
     } };`,
  );
  await ask(setting);
  await ask(setting, { request: "periodic" });
  await ask(setting);
  assert.deepEqual(setting.lines, [
    "downloader.mjs: install 1 false",
    "downloader.mjs: periodic 1 true",
    "downloader.mjs: install 1 false",
  ]);
});

test("a finished file is at its place for the callback; left there, a word is said", async (t) => {
  const setting = await withScript(
    t,
    `import { readFileSync, renameSync } from "node:fs";
     export default {
       downloads: () => [],
       backgroundDownloadDidFinish(download, fileURL, device) {
         console.log("finished", download.identifier, readFileSync(fileURL, "utf8"));
         if (download.identifier === "broken") throw new RangeError("cannot");
         if (download.identifier === "kept") renameSync(fileURL, new URL("kept.bin", device.containerURL));
       },
       backgroundDownloadDidFail(download, error) {
         console.log("failed", download.className, download.identifier, error.domain, error.code, error.localizedDescription);
       },
     };`,
  );
  for (const name of ["kept", "left", "broken"]) writeFileSync(join(setting.device, name), `of ${name}`);
  const outcome = await deliver(setting, [
    concluded("kept"),
    concluded("left"),
    concluded("broken"),
    concluded("late", urlError("NSURLErrorTimedOut", "It took too long.")),
  ]);
  assert.deepEqual(setting.lines, [
    "downloader.mjs: finished kept of kept",
    "downloader.mjs: finished left of left",
    "downloader.mjs: finished broken of broken",
    "downloader.mjs: failed BAURLDownload late NSURLErrorDomain -1001 It took too long.",
  ]);
  assert.deepEqual(outcome.notMoved, ["left", "broken"]);
  assert.match(outcome.notes.join("\n"), /left the file of `left` and 1 more where it was\. On a device it is deleted/);
  assert.deepEqual(
    outcome.failures.map(({ message }) => message.replace(/ \(file.*/, "")),
    ["downloader.mjs: backgroundDownloadDidFinish failed for `broken`: RangeError: cannot"],
  );
  assert.ok(outcome.runtimeMs > 0);
  assert.equal(readFileSync(join(setting.device, "extension/container/kept.bin"), "utf8"), "of kept");
  assert.ok(existsSync(join(setting.device, "kept")), "the device keeps its own");
});

test("callbacks schedule downloads, not without end; elsewhere that is refused", async (t) => {
  const setting = await withScript(
    t,
    `const again = { identifier: "a", url: "https://cdn.example.com/a", fileSize: 4 };
     export default {
       downloads(request, manifestURL, info, device) { device.scheduleDownload(again); return []; },
       backgroundDownloadDidFail(download, error, device) {
         device.scheduleDownload(again);
         if (download.identifier === "wrong") device.scheduleDownload({ ...again, fileSize: "4" });
       },
     };`,
  );
  assert.match(failure(await ask(setting)), /scheduleDownload may be called where a download has finished or failed/);
  const late = urlError("NSURLErrorTimedOut", "It took too long.");
  const first = await deliver(setting, [concluded("wrong", late)]);
  assert.deepEqual(
    first.scheduled.map(({ identifier, url, fileSizeInBytes, essential }) => [
      identifier,
      url,
      fileSizeInBytes,
      essential,
    ]),
    [["a", "https://cdn.example.com/a", 4, false]],
  );
  assert.match(
    first.failures[0]?.message ?? "",
    /scheduleDownload was given a download whose fileSize is the text "4"/,
  );
  const outcomes: ResultsOutcome[] = [];
  for (let round = 0; round < 10; round++) outcomes.push(await deliver(setting, [concluded("a", late)]));
  assert.equal(outcomes.flatMap(({ scheduled }) => scheduled).length, 9);
  assert.match(
    outcomes.at(-1)?.notes.join() ?? "",
    /scheduled `a` 10 times in this run: it is not scheduled once more/,
  );
});

test("challenges: credentials, trust, cancelling, and answers that are none", async (t) => {
  const answering = (text: string) =>
    withScript(t, `export default { backgroundDownloadDidReceiveChallenge(download, challenge) { ${text} } };`);
  const basic = await challenge(
    await answering(
      `const { protectionSpace: space } = challenge;
       if (space.authenticationMethod !== "NSURLAuthenticationMethodHTTPBasic") throw new Error("which?");
       return { disposition: "useCredential", credential: { user: space.host, password: space.realm } };`,
    ),
    "basic",
  );
  assert.deepEqual(basic.answer, { kind: "credential", user: "cdn.example.com", password: "Assets" });
  const trusted = await challenge(
    await answering(`return { disposition: "useCredential", credential: { trust: true } };`),
    "server-trust",
  );
  assert.deepEqual(trusted.answer, { kind: "trust" });
  const cancelled = await challenge(
    await answering(`return { disposition: "cancelAuthenticationChallenge" };`),
    "basic",
  );
  assert.deepEqual(cancelled.answer, { kind: "cancel" });
  const silent = await challenge(await withScript(t, "export default { downloads: () => [] };"), "basic");
  assert.deepEqual([silent.answer, silent.failure], [undefined, undefined]);
  for (const [text, message] of [
    ["", /gave no disposition that URLSession has/],
    ['return { disposition: "useCredential" };', /answered useCredential without a credential/],
    ['return { disposition: "useCredential", credential: { user: "a", password: 5 } };', /without a credential/],
    ['throw new Error("whoops");', /backgroundDownloadDidReceiveChallenge failed\. Error: whoops/],
  ] as const) {
    const outcome = await challenge(await answering(text), "basic");
    assert.equal(outcome.answer, undefined);
    assert.match(outcome.failure?.message ?? "", message);
  }
});

test("a dry run asks for downloads, keeps nothing and delivers nothing", async (t) => {
  const setting = await withScript(
    t,
    `import { writeFileSync } from "node:fs";
     export default {
       downloads(request, manifestURL, info, device) {
         writeFileSync(new URL("kept", device.containerURL), "");
         console.log("asked");
         return [];
       },
       backgroundDownloadDidFinish() { console.log("delivered"); },
     };`,
    { isDryRun: true },
  );
  await ask(setting);
  await deliver(setting, [concluded("a")]);
  assert.deepEqual(setting.lines, ["downloader.mjs: asked"]);
  assert.equal(existsSync(join(setting.device, "extension/container")), false);
});

test("a script of another kind, or none at all, is said with its path", async (t) => {
  const text = await withScript(t, "print('hello')", { name: "downloader.py" });
  assert.match(failure(await ask(text)), /downloader\.py is no ES module: .* names a \.mjs, \.js, \.mts or \.ts file/);
  const gone = new ScriptExtension({
    script: "/nowhere/downloader.mjs",
    projectFolder: "/nowhere",
    folder: "/nowhere/device",
    contentPath: () => "",
    isDryRun: false,
    notice: () => {},
  });
  assert.match(failure(await ask({ ...text, extension: gone })), /is not there or cannot be read/);
});

test("a script outside of the project's folder is not run, also through a link", async (t) => {
  const elsewhere = await folderWith(t, { "other.mjs": "console.log('ran'); export default { downloads: () => [] };" });
  const setting = await withScript(t, "");
  const link = join(setting.project, "linked.mjs");
  symlinkSync(join(elsewhere, "other.mjs"), link);
  for (const script of [join(elsewhere, "other.mjs"), link]) {
    const extension = new ScriptExtension({
      script,
      projectFolder: setting.project,
      folder: join(setting.device, "extension"),
      contentPath: () => "",
      isDryRun: false,
      notice: (line) => setting.lines.push(line),
    });
    assert.match(failure(await ask({ ...setting, extension })), /is outside of that file's folder and is not run/);
  }
  assert.deepEqual(setting.lines, []);
});

test("TypeScript runs where Node strips types, and elsewhere says which Node it found", async (t) => {
  const setting = await withScript(
    t,
    "type Size = number; export default { downloads: () => [{ identifier: 'a', url: 'https://a.example', fileSize: 5 as Size }] };",
    { name: "downloader.ts" },
  );
  const result = await ask(setting);
  const strips = Boolean((process.features as { typescript?: unknown }).typescript);
  if (strips) assert.equal(result.kind, "returned", JSON.stringify(result));
  else assert.match(failure(result), /downloader\.ts is TypeScript, and Node \d+\.\d+\.\d+ does not strip types/);
});
