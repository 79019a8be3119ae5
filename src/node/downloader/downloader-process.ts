import type {
  GivenDownload,
  GivenValue,
  ProcessCall,
  ProcessMessage,
  ProcessTrouble,
  ProcessValue,
} from "./process-messages";

/**
 * Runs in a process of its own, from its own text (`toString`), so that the command and the extension need no file beside
 * their bundles for it. It therefore uses nothing from outside of itself: no imports, no constants of this module.
 */
export async function downloaderProcess(): Promise<void> {
  const fs = process.getBuiltinModule("node:fs");
  const { pathToFileURL } = process.getBuiltinModule("node:url");
  const call = JSON.parse(fs.readFileSync(0, "utf8")) as ProcessCall;
  let startedAt = 0;
  let memoryBefore = 0;
  let method = "";
  let hasReplied = false;

  const peakMemory = () => process.resourceUsage().maxRSS * 1024;

  const send = (message: ProcessMessage) => {
    const bytes = Buffer.from(`${JSON.stringify(message)}\n`);
    for (let offset = 0; offset < bytes.length; ) {
      try {
        offset += fs.writeSync(3, bytes, offset);
      } catch (error) {
        if ((error as NodeJS.ErrnoException).code !== "EAGAIN") throw error;
      }
    }
  };

  const reply = (value: ProcessValue | ProcessTrouble) => {
    if (hasReplied) return;
    hasReplied = true;
    const runtimeMs = Math.ceil(performance.now() - startedAt);
    send({ type: "reply", runtimeMs, peakMemoryInBytes: Math.max(0, peakMemory() - memoryBefore), reply: value });
  };

  const described = (value: unknown): string => {
    if (value === null) return "null";
    if (Array.isArray(value)) return "a list";
    if (typeof value === "number") return String(value);
    if (typeof value === "string") return "a string";
    if (typeof value === "object") {
      const name = Object.getPrototypeOf(value)?.constructor?.name;
      return typeof name === "string" && name !== "Object" && name !== "" ? `a ${name}` : "an object";
    }
    if (value === undefined) return "nothing";
    return typeof value === "function" ? "a function" : `a ${typeof value}`;
  };

  const given = (value: unknown): GivenValue => {
    if (value === undefined || value === null) return undefined;
    if (typeof value === "string")
      return value.length <= 20_000 ? value : { is: "a string of more than 20,000 characters" };
    if (typeof value === "boolean") return value;
    if (typeof value === "number" && Number.isFinite(value)) return value;
    return value instanceof URL ? value.href : { is: described(value) };
  };

  const givenDownload = (item: unknown): GivenDownload => {
    if (typeof item !== "object" || item === null || Array.isArray(item)) return { is: described(item) };
    const download = item as Record<string, unknown>;
    return {
      identifier: given(download.identifier),
      url: given(download.url),
      fileSize: given(download.fileSize),
      essential: given(download.essential),
      priority: given(download.priority),
      version: given(download.version),
    };
  };

  /** With the first place in a file that the stack names: where a person looks next. */
  const sentenceOf = (error: unknown): string => {
    if (!(error instanceof Error)) return `it threw ${typeof error === "string" ? error : described(error)}`;
    const lines = String(error.stack ?? "").split("\n");
    const place = lines.find((line) => line.includes("file://"))?.match(/file:\/\/[^)\s]+/)?.[0];
    return `${error.name}: ${error.message}${place === undefined ? "" : ` (${place})`}`.slice(0, 2000);
  };

  const withoutNetwork = () => {
    const refuse = () => {
      throw new Error("a downloader script has no network: the system downloads what it returns");
    };
    for (const [name, members] of [
      ["net", ["connect", "createConnection", "createServer"]],
      ["dns", ["lookup", "resolve", "resolve4", "resolve6", "resolveAny", "resolveTxt", "reverse"]],
      ["dgram", ["createSocket"]],
    ] as const) {
      const builtin = process.getBuiltinModule(`node:${name}`) as unknown as Record<string, unknown>;
      for (const member of members) builtin[member] = refuse;
    }
    process.getBuiltinModule("node:net").Socket.prototype.connect = refuse as never;
    process.getBuiltinModule("node:net").Server.prototype.listen = refuse as never;
    globalThis.fetch = async () => refuse();
    process.getBuiltinModule("node:module").syncBuiltinESMExports();
  };

  type Method = (...args: readonly unknown[]) => unknown;
  const methodOf = (extension: unknown, name: string): Method | undefined => {
    if ((typeof extension !== "object" && typeof extension !== "function") || extension === null) return undefined;
    const found = (extension as Record<string, unknown>)[name];
    return typeof found === "function" ? (found.bind(extension) as Method) : undefined;
  };

  process.on("beforeExit", () => reply({ kind: "never-settled", method }));
  process.on("exit", (code) => reply({ kind: "exited", method, code }));
  process.on("uncaughtException", (error) => {
    reply({ kind: "threw", method, message: sentenceOf(error) });
    process.exit(1);
  });
  withoutNetwork();
  memoryBefore = peakMemory();
  startedAt = performance.now();
  send({ type: "begun" });

  let extension: unknown;
  try {
    const module = (await import(pathToFileURL(call.script).href)) as Record<string, unknown>;
    extension = module.default ?? module;
    if (typeof extension === "function" && extension.prototype !== undefined) {
      extension = new (extension as new () => unknown)();
    }
  } catch (error) {
    reply({ kind: "not-loaded", message: sentenceOf(error) });
    process.exit(1);
  }

  const scheduled: GivenDownload[] = [];
  const device = {
    containerURL: pathToFileURL(`${call.container}/`),
    scheduleDownload: (download: unknown) => {
      if (call.kind !== "results") {
        throw new Error("scheduleDownload may be called where a download has finished or failed, and nowhere else");
      }
      if (scheduled.length < 1000) scheduled.push(givenDownload(download));
    },
  };
  const downloadOf = (download: {
    className: string;
    identifier: string;
    url: string;
    fileSizeInBytes: number | undefined;
    essential: boolean;
  }) => ({
    className: download.className,
    identifier: download.identifier,
    url: download.url,
    fileSize: download.fileSizeInBytes,
    essential: download.essential,
  });

  const askForDownloads = async (asked: Extract<ProcessCall, { kind: "downloads" }>): Promise<void> => {
    method = "downloads";
    const downloads = methodOf(extension, method);
    if (downloads === undefined) {
      reply({ kind: "no-method", method, exported: described(extension) });
      return;
    }
    const info = {
      restrictedDownloadSizeRemaining: asked.restrictedDownloadSizeRemaining,
      restrictedEssentialDownloadSizeRemaining: asked.restrictedEssentialDownloadSizeRemaining,
    };
    try {
      const returned = downloads(asked.request, pathToFileURL(asked.manifest), info, device);
      const wasAwaited = typeof (returned as { then?: unknown } | null | undefined)?.then === "function";
      const list: unknown = await returned;
      if (!Array.isArray(list) && !(list instanceof Set)) {
        reply({ kind: "not-a-list", is: described(list) });
        return;
      }
      const items: GivenDownload[] = [];
      for (const item of list) {
        if (items.length === asked.mostDownloads) {
          reply({ kind: "too-many" });
          return;
        }
        items.push(givenDownload(item));
      }
      reply({ kind: "downloads", downloads: items, wasAwaited });
    } catch (error) {
      reply({ kind: "threw", method, message: sentenceOf(error) });
    }
  };

  const deliver = async ({ results }: Extract<ProcessCall, { kind: "results" }>): Promise<void> => {
    const failures: { method: string; identifier: string; message: string }[] = [];
    const notMoved: string[] = [];
    for (const { error, file, ...download } of results) {
      method = error === undefined ? "backgroundDownloadDidFinish" : "backgroundDownloadDidFail";
      const callback = methodOf(extension, method);
      try {
        if (error !== undefined) {
          const { domain, code, name, message } = error;
          await callback?.(downloadOf(download), { domain, code, name, localizedDescription: message }, device);
        } else if (file !== undefined) {
          await callback?.(downloadOf(download), pathToFileURL(file), device);
        }
      } catch (thrown) {
        failures.push({ method, identifier: download.identifier, message: sentenceOf(thrown) });
      }
      if (file !== undefined && callback !== undefined && fs.existsSync(file)) notMoved.push(download.identifier);
    }
    reply({ kind: "results", failures, notMoved, scheduled });
  };

  const answer = async ({ challenge, download }: Extract<ProcessCall, { kind: "challenge" }>): Promise<void> => {
    method = "backgroundDownloadDidReceiveChallenge";
    const callback = methodOf(extension, method);
    if (callback === undefined) {
      reply({ kind: "challenge", isAnswered: false });
      return;
    }
    const { hostname, port, protocol } = new URL(challenge.url);
    const protectionSpace = {
      authenticationMethod:
        challenge.method === "basic" ? "NSURLAuthenticationMethodHTTPBasic" : "NSURLAuthenticationMethodServerTrust",
      host: hostname,
      port: port === "" ? 443 : Number(port),
      protocol: protocol.slice(0, -1),
      realm: challenge.realm,
    };
    const { previousFailureCount } = challenge;
    try {
      const answered: unknown = await callback(downloadOf(download), { protectionSpace, previousFailureCount }, device);
      const { disposition, credential } = (answered ?? {}) as Record<string, unknown>;
      const { user, password, trust } = (credential ?? {}) as Record<string, unknown>;
      reply({
        kind: "challenge",
        isAnswered: true,
        disposition: given(disposition ?? described(answered)),
        user: given(user),
        password: given(password),
        trust: given(trust),
      });
    } catch (error) {
      reply({ kind: "threw", method, message: sentenceOf(error) });
    }
  };

  const askAboutPacks = ({ packs }: Extract<ProcessCall, { kind: "packs" }>): void => {
    method = "shouldDownload";
    const shouldDownload = methodOf(extension, method);
    const declined: string[] = [];
    try {
      for (const pack of shouldDownload === undefined ? [] : packs) {
        const answer = shouldDownload?.(pack, device);
        if (typeof answer !== "boolean") {
          const message = `It returned ${described(answer)} for ${pack.id}; it must return true or false, at once.`;
          reply({ kind: "threw", method, message });
          return;
        }
        if (!answer) declined.push(pack.id);
      }
      reply({ kind: "packs", isAsked: shouldDownload !== undefined, declined });
    } catch (error) {
      reply({ kind: "threw", method, message: sentenceOf(error) });
    }
  };

  if (call.kind === "downloads") await askForDownloads(call);
  else if (call.kind === "packs") askAboutPacks(call);
  else if (call.kind === "results") await deliver(call);
  else await answer(call);
  process.exit(0);
}
