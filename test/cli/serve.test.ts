import assert from "node:assert/strict";
import { readFile, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { type TestContext, test } from "node:test";
import { runServe, type ServeArguments } from "../../src/cli/serve";
import { get, getErrorCode } from "../node/asset-host/https-client";
import { folderWith, startedHost, temporaryFolder } from "../node/asset-host/served-folder";

interface Serving {
  readonly exitCode: Promise<number>;
  readonly errors: () => string;
  /** Resolves with everything written so far as soon as it matches. */
  written(pattern: RegExp): Promise<string>;
  stop(): void;
}

function serve(t: TestContext, args: ServeArguments, input?: AsyncIterable<string>): Serving {
  const stop = new AbortController();
  t.after(() => stop.abort());
  let output = "";
  let errors = "";
  const waiting = new Set<() => void>();
  const stdout = {
    write(text: string) {
      output += text;
      for (const look of waiting) look();
    },
  };
  const stderr = { write: (text: string) => (errors += text) };
  return {
    exitCode: runServe(args, { stdout, stderr, signal: stop.signal, input }),
    errors: () => errors,
    written: (pattern) =>
      new Promise((resolve) => {
        const look = () => {
          if (!pattern.test(output)) return;
          waiting.delete(look);
          resolve(output);
        };
        waiting.add(look);
        look();
      }),
    stop: () => stop.abort(),
  };
}

test("serves a folder with the certificate it names, a line for each request, until Ctrl-C", async (t) => {
  const directory = await folderWith(t, { "manifest.json": "{}" });
  const stateFolder = await temporaryFolder(t);
  const serving = serve(t, { directory, port: 0, hostNames: [], stateFolder });
  const welcome = await serving.written(/Ctrl-C/);
  const origin = /https:\/\/localhost:\d+/.exec(welcome)?.[0] ?? "";
  const certificatePath = join(stateFolder, "development-ca", "development-ca.pem");
  assert(welcome.includes(`Serving ${directory}\n`));
  assert.match(welcome, /Reachable from this computer only/);
  assert(welcome.includes(`Certificate authority: ${certificatePath}\n`));
  assert(welcome.includes(`curl --cacert ${certificatePath} ${origin}/\n`));
  assert(welcome.includes(`--map-host https://YOUR-HOST=${origin}\n`));

  const ca = await readFile(certificatePath, "utf8");
  const headers = { range: "bytes=0-0" };
  assert.equal((await get(origin, "/manifest.json?token=secret", { ca, headers })).text, "{");
  const output = await serving.written(/-> 206/);
  assert.match(output, /\d\d:\d\d:\d\d GET \/manifest\.json\?token=\*\*\* bytes=0-0 -> 206, 1 byte in \d+ ms\n/);
  assert.doesNotMatch(output, /secret/);

  await getErrorCode(origin, "/manifest.json", { ca: "" });
  await serving.written(/does it trust the certificate authority\?/);

  serving.stop();
  assert.equal(await serving.exitCode, 0);
  assert.equal(serving.errors(), "");
  assert.equal(await getErrorCode(origin, "/manifest.json", { ca }), "ECONNREFUSED");
});

test("the authority is the same the next time, and a further name is in the certificate", async (t) => {
  const directory = await folderWith(t, { "a.bin": "a" });
  const stateFolder = await temporaryFolder(t);
  const first = serve(t, { directory, port: 0, hostNames: [], stateFolder });
  await first.written(/Ctrl-C/);
  const ca = await readFile(join(stateFolder, "development-ca", "development-ca.pem"), "utf8");
  first.stop();
  await first.exitCode;

  const second = serve(t, { directory, port: 0, hostNames: ["assets.localhost"], stateFolder });
  const welcome = await second.written(/Ctrl-C/);
  const port = /https:\/\/assets\.localhost:(\d+)\/\n/.exec(welcome)?.[1];
  const answer = await get(`https://127.0.0.1:${port}`, "/a.bin", { ca, servername: "assets.localhost" });
  assert.equal(answer.text, "a");
});

test("what prevents it is one line on standard error and exit code 2", async (t) => {
  const directory = await temporaryFolder(t);
  const stateFolder = await temporaryFolder(t);
  const other = await startedHost(t, { folder: directory });
  const file = join(stateFolder, "file");
  await writeFile(file, "");
  const cases: [Partial<ServeArguments>, RegExp][] = [
    [
      { port: other.port },
      new RegExp(`^background-assets: Port ${other.port} is already in use.*; end that program or .*--port\n$`),
    ],
    [{ directory: join(directory, "absent") }, /^background-assets: .*absent cannot be opened as a folder\n$/],
    [{ hostNames: ["a b"] }, /^background-assets: --host a b: neither a host name nor an IP address\n$/],
    [{ port: 70_000 }, /^background-assets: --port 70000: .*65535\n$/],
    [{ stateFolder: file }, /^background-assets: the development certificate authority cannot be kept in .*\n$/],
  ];
  for (const [args, message] of cases) {
    const serving = serve(t, { directory, port: 0, hostNames: [], stateFolder, ...args });
    assert.equal(await serving.exitCode, 2);
    assert.match(serving.errors(), message);
  }
});

test("serves the packs of a project as Apple's mock server does, and says that a device needs other archives", async (t) => {
  const manifest = { assetPackID: "Core", downloadPolicy: { onDemand: {} }, fileSelectors: [{ directory: "Core" }] };
  const directory = await folderWith(t, {
    "Packs/core.json": JSON.stringify({ ...manifest, platforms: ["iOS"] }),
    "Core/a.bin": "a",
  });
  const stateFolder = await temporaryFolder(t);
  const serving = serve(t, { directory, port: 0, hostNames: [], stateFolder, packs: true });
  const welcome = await serving.written(/Ctrl-C/);
  assert.match(welcome, /tar archives: .* a device cannot/);
  assert.match(welcome, /a device cannot open it. --lan opens it/);
  const origin = /https:\/\/localhost:\d+/.exec(welcome)?.[0] ?? "";
  const ca = await readFile(join(stateFolder, "development-ca", "development-ca.pem"), "utf8");
  const { text } = await get(origin, "/manifest?platform=ios", { ca });
  const [entry] = (JSON.parse(text) as { assetPacks: { url: string; downloadSize: number }[] }).assetPacks;
  assert.equal(entry?.url, `${origin}/assets/Core`);
  assert.equal((await get(origin, "/assets/Core", { ca })).text.length, entry?.downloadSize);
});

test("takes commands while it serves: another folder, faults, a rate, how far a device is", async (t) => {
  const directory = await folderWith(t, { "v1/a.txt": "one", "v2/a.txt": "two" });
  const stateFolder = await temporaryFolder(t);
  const lines: string[] = [];
  let wake = () => {};
  const input = (async function* () {
    for (;;) {
      const line = lines.shift();
      if (line !== undefined) yield line;
      else
        await new Promise<void>((typed) => {
          wake = typed;
        });
    }
  })();
  const type = (line: string) => {
    lines.push(line);
    wake();
  };
  const serving = serve(t, { directory: join(directory, "v1"), port: 0, hostNames: [], stateFolder }, input);
  const origin = /https:\/\/localhost:\d+/.exec(await serving.written(/Ctrl-C/))?.[0] ?? "";
  const ca = await readFile(join(stateFolder, "development-ca", "development-ca.pem"), "utf8");
  const content = async () => (await get(origin, "/a.txt", { ca })).text;
  assert.equal(await content(), "one");
  type(`publish ${join(directory, "v2")}`);
  await serving.written(/Serving .*v2/);
  assert.equal(await content(), "two");
  type('fault {"url": "**", "status": 503}');
  await serving.written(/From now on the server answers 503, at \*\*/);
  assert.equal((await get(origin, "/a.txt", { ca })).status, 503);
  type("fault none");
  await serving.written(/No faults any more/);
  assert.equal(await content(), "two");
  for (const [line, answer] of [
    ['fault {"url": "**", "dns": true}', /cannot come from a server/],
    ['fault {"url": "**"}', /exactly one of/],
    ["throttle fast", /write a rate such as 2mbps/],
    ["throttle 2mbps", /Each answer comes at 2mbps/],
    ["publish /nowhere/at/all", /cannot be opened as a folder/],
    ["status", /waiting: The device reaches this computer/],
    ["dance", /Unknown: dance/],
  ] as const) {
    type(line);
    await serving.written(answer);
  }
  assert.equal(await content(), "two");
});
