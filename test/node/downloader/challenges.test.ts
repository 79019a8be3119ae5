import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import type { ScriptedAnswer, ScriptedRequest } from "../../../src/node/asset-host/scripted-answer";
import { deviceFolderAt } from "../../../src/node/device/device-folder";
import { DeviceStorage } from "../../../src/node/device/device-storage";
import { NetworkAccess } from "../../../src/node/simulation/network-access";
import { SimulationSession } from "../../../src/node/simulation/session";
import { basicRealm } from "../../../src/node/transport/challenges";
import type { ExchangeRecord } from "../../../src/node/transport/exchange-record";
import type { DeviceEvent } from "../../../src/simulator/events";
import { readScenario } from "../../../src/simulator/scenario/read-scenario";
import { serveAssets } from "../../cli/simulated-project";
import { folderWith, startedHost, temporaryFolder, testCa } from "../asset-host/served-folder";
import { simulatedApp } from "../simulation/simulated-app";

const password = "correct-horse-battery";
const authorization = `Basic ${Buffer.from(`device:${password}`).toString("base64")}`;

/** Asks for the password on these paths. */
function guarded(isGuarded: (path: string) => boolean): (request: ScriptedRequest) => ScriptedAnswer | undefined {
  return ({ path, headers }) =>
    !isGuarded(path) || headers.authorization === authorization
      ? undefined
      : { status: 401, headers: { "www-authenticate": 'Basic realm="Game assets"' } };
}

interface Simulated {
  readonly exitCode: 0 | 1;
  readonly log: readonly DeviceEvent[];
  readonly exchanges: readonly ExchangeRecord[];
  readonly folder: string;
}

async function simulate(
  t: TestContext,
  setting: {
    readonly respond?: (request: ScriptedRequest) => ScriptedAnswer | undefined;
    readonly script?: string;
    readonly scenario?: string;
    readonly isTrusted?: boolean;
  },
): Promise<Simulated> {
  const served = await temporaryFolder(t);
  await serveAssets(served, [{ id: "core", essential: true }, { id: "music" }]);
  const { respond, script, scenario, isTrusted = true } = setting;
  const host = await startedHost(t, { folder: served, ...(respond === undefined ? {} : { respond }) });
  const path = await temporaryFolder(t);
  const folder = deviceFolderAt(path);
  const opened = await DeviceStorage.open(folder, () => {});
  assert(opened.ok);
  const log: DeviceEvent[] = [];
  const exchanges: ExchangeRecord[] = [];
  const projectFolder = script === undefined ? "" : await folderWith(t, { "downloader.mjs": script });
  const session = new SimulationSession({
    project: {
      ...simulatedApp(host.origin),
      ...(script === undefined ? {} : { downloader: { script: join(projectFolder, "downloader.mjs"), projectFolder } }),
    },
    options: {
      force: false,
      allowPrivate: false,
      dryRun: false,
      maxBytes: undefined,
      conditions: {},
      language: undefined,
    },
    folder,
    storage: opened.storage,
    network: new NetworkAccess({
      certificateAuthorities: isTrusted ? [testCa.certificatePem] : [],
      environment: {},
      developmentCaFolder: await temporaryFolder(t),
      onExchange: (record) => exchanges.push(record),
    }),
    showSecrets: false,
    simulator: "test 1",
    emit: (event) => log.push(event),
    notice: () => {},
  });
  let exitCode: 0 | 1;
  if (scenario === undefined) {
    exitCode = await session.run(["install"], { force: false, language: undefined });
  } else {
    const reading = readScenario(scenario, "/a.ba-scenario.jsonc");
    assert(reading.scenario !== undefined, JSON.stringify(reading.problems));
    const ports = { publish: () => {}, restart: () => {}, requestsMade: () => [] };
    exitCode = (await session.runScenario(reading.scenario, ports)).exitCode;
  }
  await session.close();
  await opened.storage.close();
  return { exitCode, log, exchanges, folder: path };
}

function told(log: readonly DeviceEvent[]): string[] {
  return log.flatMap((event) => {
    if (event.type === "challenge.answered") {
      const { identifier, method, realm, answeredBy, disposition } = event;
      return [`${identifier} ${method} ${realm ?? "-"} ${disposition} by ${answeredBy}`];
    }
    if (/^(download|manifest)\.(finished|failed)$/.test(event.type)) {
      const subject = event.identifier ?? "manifest";
      return [
        event.error === undefined ? `${subject} finished` : `${subject} ${event.error.domain} ${event.error.code}`,
      ];
    }
    return [];
  });
}

const scriptWith = (challenge: string) => `
  import { readFileSync } from "node:fs";
  export default {
    downloads(request, manifestURL) {
      const { assets } = JSON.parse(readFileSync(manifestURL, "utf8"));
      return assets.map(({ id, url, size, essential }) => ({
        identifier: id, url: new URL(url, "https://cdn.example.com/"), fileSize: size, essential,
      }));
    },
    backgroundDownloadDidReceiveChallenge(download, challenge) { ${challenge} },
  };`;

test("a script's credentials open the manifest and the assets, and stand nowhere", async (t) => {
  const { exitCode, log, exchanges, folder } = await simulate(t, {
    respond: guarded(() => true),
    script: scriptWith(
      `return { disposition: "useCredential", credential: { user: "device", password: "${password}" } };`,
    ),
  });
  assert.deepEqual(told(log), [
    "com.example.harbor.Manifest basic Game assets credential by extension",
    "manifest finished",
    "core basic Game assets credential by extension",
    "core finished",
    "music basic Game assets credential by extension",
    "music finished",
  ]);
  assert.equal(exitCode, 0);
  const returned = log.find(({ type }) => type === "extension.returned");
  assert.ok(returned?.type === "extension.returned" && returned.runtimeMs > 0);
  assert.deepEqual(
    log.flatMap((event) => (event.type === "extension.finished" ? [[event.finished, event.runtimeMs > 0]] : [])),
    [
      [1, true],
      [1, true],
    ],
  );
  const written = JSON.stringify([log, exchanges]) + readFileSync(join(folder, "journal"), "utf8");
  assert.ok(exchanges.some(({ requestHeaders }) => requestHeaders.authorization === "***"));
  for (const secret of [password, authorization.slice("Basic ".length)]) assert.ok(!written.includes(secret));
});

test("wrong credentials are asked for again, with a count, until default handling ends it", async (t) => {
  const { log, exitCode } = await simulate(t, {
    respond: guarded((path) => path.endsWith("core.bin")),
    script: scriptWith(`
      if (challenge.previousFailureCount === 2) return { disposition: "performDefaultHandling" };
      return { disposition: "useCredential", credential: { user: "device", password: "wrong" } };`),
  });
  assert.deepEqual(told(log).slice(0, 5), [
    "manifest finished",
    "core basic Game assets credential by extension",
    "core basic Game assets credential by extension",
    "core basic Game assets default by extension",
    "core NSURLErrorDomain -1011",
  ]);
  assert.ok(told(log).includes("music finished"), "the others go on");
  assert.equal(exitCode, 1);
});

test("without anybody who answers a 401 is the status it is; a cancelled challenge is a cancelled request", async (t) => {
  const silent = await simulate(t, { respond: guarded((path) => path.endsWith("core.bin")) });
  assert.deepEqual(told(silent.log).slice(1, 3), [
    "core basic Game assets default by default",
    "core NSURLErrorDomain -1011",
  ]);
  const cancelled = await simulate(t, {
    respond: guarded((path) => path.endsWith("manifest.json")),
    script: scriptWith(`return { disposition: "cancelAuthenticationChallenge" };`),
  });
  assert.deepEqual(told(cancelled.log), [
    "com.example.harbor.Manifest basic Game assets cancel by extension",
    "manifest NSURLErrorDomain -999",
  ]);
});

test("a certificate that nothing trusts asks for trust: given, downloads come; refused, they fail as on a device", async (t) => {
  const trusting = await simulate(t, {
    isTrusted: false,
    script: scriptWith(`
      if (challenge.protectionSpace.authenticationMethod !== "NSURLAuthenticationMethodServerTrust") throw new Error("?");
      return { disposition: "useCredential", credential: { trust: true } };`),
  });
  assert.ok(told(trusting.log).includes("core server-trust - trust by extension"), told(trusting.log).join("\n"));
  assert.ok(told(trusting.log).includes("music finished"));
  const notes = trusting.log.flatMap((event) => (event.type === "challenge.answered" ? (event.notes ?? []) : []));
  assert.match(notes[0] ?? "", /App Transport Security may refuse/);
  const refused = await simulate(t, {
    isTrusted: false,
    script: scriptWith(`return { disposition: "performDefaultHandling" };`),
  });
  assert.deepEqual(told(refused.log), [
    "com.example.harbor.Manifest server-trust - default by extension",
    "manifest NSURLErrorDomain -1202",
  ]);
});

test("a scenario answers in the app's place", async (t) => {
  const scenario = JSON.stringify({
    version: 1,
    steps: [
      { challenge: { url: "https://cdn.example.com/**", cancel: true } },
      { challenge: { url: "https://cdn.example.com/**", user: "device", password } },
      { event: "install" },
      { expect: { downloaded: ["core", "music"] } },
    ],
  });
  const { log, exitCode } = await simulate(t, { respond: guarded(() => true), scenario });
  assert.ok(told(log).includes("core basic Game assets credential by scenario"), told(log).join("\n"));
  assert.equal(exitCode, 0);
  assert.ok(!JSON.stringify(log).includes(password));
});

test("a challenge step that gives no answer, or two, is a mistake at its place", () => {
  for (const challenge of [{ user: "a" }, { url: "https://a.example/**" }, { url: "**", trust: true, cancel: true }]) {
    const { problems } = readScenario(JSON.stringify({ version: 1, steps: [{ challenge }] }), "/a.ba-scenario.jsonc");
    assert.match(problems[0]?.message ?? "", /"url" is missing|must say one answer/);
  }
});

test("the realm of a Basic challenge, among others and with quotes in it", () => {
  assert.equal(basicRealm('Basic realm="Game \\"assets\\""'), 'Game "assets"');
  assert.equal(basicRealm('Digest realm="no", nonce="x", Basic realm="yes"'), "yes");
  assert.equal(basicRealm("basic realm=plain, charset=utf-8"), "plain");
  assert.equal(basicRealm("Basic"), "");
  assert.equal(basicRealm('Bearer realm="x"'), undefined);
  assert.equal(basicRealm(undefined), undefined);
});

test("a script without a return for one event blocks nothing else: the run ends with its message", async (t) => {
  const { log, exitCode } = await simulate(t, {
    script: "export default { downloads() { return 5; } };",
  });
  const failed = log.find(({ type }) => type === "extension.failed");
  assert.equal(failed?.error?.name, "extensionResultNotUsable");
  assert.match(failed?.error?.message ?? "", /downloader\.mjs: downloads returned 5\. It must be a list or a Set/);
  assert.ok(log.some(({ type }) => type === "app.launchable"));
  assert.equal(exitCode, 1);
});
