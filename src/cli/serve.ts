import { createHash } from "node:crypto";
import { mkdirSync } from "node:fs";
import { join, resolve } from "node:path";
import { formatBytes } from "../model/sizes";
import {
  type AssetHost,
  type AssetHostFailure,
  type RefusedConnection,
  type ServedRequest,
  startAssetHost,
} from "../node/asset-host/asset-host";
import { type DevelopmentCa, openDevelopmentCa } from "../node/asset-host/development-ca";
import { DeviceCheckList } from "../node/asset-host/device-check-list";
import { certificateNames, isLoopbackName } from "../node/asset-host/host-names";
import { HostedConditions } from "../node/asset-host/hosted-conditions";
import { localAddresses } from "../node/asset-host/local-addresses";
import { type SetupServer, startSetupServer } from "../node/asset-host/setup-server";
import { findPackagingTool } from "../node/publishing/packaging-tool";
import { ServedPacks } from "../node/publishing/served-packs";
import { developmentCaFolder } from "../node/state-folder";
import { ServeCommands, serveHelp } from "./serve-commands";

/** Always the same, so that an address entered on a device or in a project stays right after a restart. */
export const DEFAULT_SERVE_PORT = 8443;

export interface ServeArguments {
  /** Absolute, or relative to the working directory. */
  readonly directory: string;
  /** Undefined: 8443. 0: any free one. */
  readonly port: number | undefined;
  /** Further names of this computer; one that is not loopback opens the host to the network. */
  readonly hostNames: readonly string[];
  readonly stateFolder: string;
  /** Opens the host to the local network under the computer's own addresses, with a page that sets a device up. */
  readonly lan?: boolean;
  /** Serves the packs of the folder's packaging manifests, as Apple's mock server does. */
  readonly packs?: boolean;
  /** A rate for each answer, such as `2mbps`. */
  readonly throttle?: string | undefined;
  /** Faults as scenarios have them, in JSON. */
  readonly faults?: readonly string[];
  /** Of packs: `iOS` and its likes. */
  readonly platform?: string;
  readonly env?: Readonly<Record<string, string | undefined>>;
}

export interface ServeIo {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
  /** Commands that the person types, a line each. */
  readonly input?: AsyncIterable<string> | undefined;
}

/** `background-assets serve`: serves a folder until the signal. Exit code 0, or 2 when it could not start. */
export async function runServe(args: ServeArguments, io: ServeIo): Promise<0 | 2> {
  const fail = (message: string) => {
    io.stderr.write(`background-assets: ${message}\n`);
    return 2 as const;
  };
  const port = args.port ?? DEFAULT_SERVE_PORT;
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    return fail(`--port ${port}: a port lies between 0 and 65535`);

  const folder = developmentCaFolder(args.stateFolder);
  let ca: DevelopmentCa;
  try {
    ca = await openDevelopmentCa(folder);
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    return fail(`the development certificate authority cannot be kept in ${folder}: ${reason}`);
  }

  const addresses = args.lan === true ? localAddresses() : [];
  const { hostNames, ipAddresses } = certificateNames([...args.hostNames, ...addresses]);
  const names = [...hostNames, ...ipAddresses];
  const isOpen = names.some((name) => !isLoopbackName(name));
  const directory = resolve(args.directory);
  const packs =
    args.packs === true
      ? new ServedPacks({
          folder: join(args.stateFolder, "served-packs", folderDigest(directory)),
          platform: args.platform ?? "iOS",
          tool: findPackagingTool(args.env ?? {}, process.platform),
        })
      : undefined;
  let served = packs?.folder ?? directory;
  if (packs !== undefined) mkdirSync(served, { recursive: true });

  const conditions = new HostedConditions(() => served);
  const checkList = new DeviceCheckList((path) => /manifest/i.test(path));
  const start = await startAssetHost({
    folder: served,
    ca,
    hostNames: [...args.hostNames, ...addresses],
    port,
    host: isOpen ? "*" : "127.0.0.1",
    respond: conditions.answer,
    log: (request) => {
      checkList.served(request);
      io.stdout.write(`${requestLine(request)}\n`);
    },
    logRefusedConnection: (refusal) => {
      checkList.refused(refusal);
      io.stdout.write(`${refusalLine(refusal)}\n`);
    },
  });
  if (start.kind === "failed") return fail(failureMessage(start.failure));
  const { host } = start;
  const origins = [...originsOf(names, host.port), host.origin];
  // Only now is the port known, under which the manifest says that the archives are.
  const publishPacks = (folder: string) => packs?.publish(folder, origins[0] ?? host.origin);
  const published = await publishPacks(directory);
  if (published !== undefined && !published.ok) {
    await host.close();
    return fail(published.message);
  }
  for (const problem of published?.problems ?? []) io.stderr.write(`background-assets: ${problem}\n`);
  const setup = isOpen
    ? await startSetupServer({
        ca,
        checkList,
        addresses: names.filter((name) => !isLoopbackName(name) && !name.startsWith("*.")),
        origins,
        archiveNotice: packs?.notice,
      })
    : undefined;
  const commands = new ServeCommands({
    publish: async (folder) => {
      const next = await publishPacks(folder);
      if (next !== undefined && !next.ok) return next.message;
      const target = packs?.folder ?? folder;
      const failure = await host.publish(target);
      if (failure !== undefined) return failure.message;
      served = target;
      return undefined;
    },
    setFaults: (faults) => conditions.setFaults(faults),
    setThrottle: (bytesPerSecond) => {
      conditions.bytesPerSecond = bytesPerSecond;
    },
    status: () =>
      checkList
        .entries()
        .map(({ state, title, detail }) => `${state}: ${title} (${detail})`)
        .join("\n"),
  });
  for (const line of [
    ...(args.throttle === undefined ? [] : [`throttle ${args.throttle}`]),
    ...(args.faults ?? []).map((fault) => `fault ${fault}`),
  ]) {
    io.stdout.write(`${await commands.run(line)}\n`);
  }
  io.stdout.write(
    welcome(host, {
      directory,
      names,
      isOpen,
      certificatePath: ca.certificatePath ?? "",
      setup,
      packs,
      hasInput: io.input !== undefined,
    }),
  );
  if (io.input !== undefined) void follow(io.input, commands, io);
  await new Promise<void>((stop) => {
    if (io.signal.aborted) stop();
    else io.signal.addEventListener("abort", () => stop(), { once: true });
  });
  await setup?.close();
  await host.close();
  return 0;
}

async function follow(input: AsyncIterable<string>, commands: ServeCommands, io: ServeIo): Promise<void> {
  for await (const line of input) {
    if (io.signal.aborted) return;
    const answer = await commands.run(line);
    if (answer !== "") io.stdout.write(`${answer}\n`);
  }
}

/** A folder of its own for the archives of each folder that is served. */
function folderDigest(directory: string): string {
  return createHash("sha256").update(directory).digest("hex").slice(0, 12);
}

/** Addresses that others can use come first. */
function originsOf(names: readonly string[], port: number): readonly string[] {
  const usable = names.filter((name) => !isLoopbackName(name) && !name.startsWith("*."));
  return usable.map((name) => `https://${name.includes(":") ? `[${name}]` : name}:${port}`);
}

function failureMessage(failure: AssetHostFailure): string {
  switch (failure.reason) {
    case "port-in-use":
      return `${failure.message}; end that program or choose another port with --port`;
    case "invalid-host-name":
      return `--host ${failure.message}`;
    default:
      return failure.message;
  }
}

function welcome(
  host: AssetHost,
  place: {
    readonly directory: string;
    readonly names: readonly string[];
    readonly isOpen: boolean;
    readonly certificatePath: string;
    readonly setup: SetupServer | undefined;
    readonly packs: ServedPacks | undefined;
    readonly hasInput: boolean;
  },
): string {
  const others = place.names
    .filter((name) => name !== "localhost" && !name.startsWith("*."))
    .map((name) => `https://${name.includes(":") ? `[${name}]` : name}:${host.port}`);
  const ca = shellWord(place.certificatePath);
  return [
    `Serving ${place.directory}`,
    ...[host.origin, ...others].map((origin) => `  ${origin}/`),
    place.isOpen
      ? "Reachable from other computers of this network."
      : "Reachable from this computer only: a device cannot open it. --lan opens it to the local network.",
    ...(place.packs === undefined ? [] : ["", place.packs.notice]),
    ...(place.setup === undefined
      ? []
      : ["", "To set a device up, open on it:", ...place.setup.urls.map((url) => `  ${url}`)]),
    "",
    `Certificate authority: ${place.certificatePath}`,
    `  curl --cacert ${ca} ${host.origin}/`,
    `  background-assets simulate install --ca ${ca} --map-host https://YOUR-HOST=${host.origin}`,
    "",
    ...(place.hasInput ? ["Type a command at any time:", serveHelp, ""] : []),
    "Ctrl-C ends it.",
    "",
    "",
  ].join("\n");
}

/** Quoted only where a shell needs it. */
function shellWord(text: string): string {
  if (/^[\w@%+=:,./\\-]+$/.test(text)) return text;
  return process.platform === "win32" ? `"${text}"` : `'${text.replaceAll("'", "'\\''")}'`;
}

function requestLine(request: ServedRequest): string {
  const target = printable(request.path) + maskedQuery(request.query);
  const range = request.range === undefined ? "" : ` ${printable(request.range)}`;
  const status = request.status === 0 ? "no answer" : request.status;
  const sent = `${formatBytes(request.bytes)} in ${request.durationMs} ms`;
  const failure = request.failure === undefined ? "broken off" : printable(request.failure);
  const ending = request.complete ? "" : `, ${failure}`;
  return `${clock(request.time)} ${request.method} ${target}${range} -> ${status}, ${sent}${ending}`;
}

/** Names stay, values may be tokens. */
function maskedQuery(query: string): string {
  return printable(query).replace(/=[^&]*/g, "=***");
}

function refusalLine({ time, remoteAddress, code }: RefusedConnection): string {
  const who = remoteAddress ?? "A client";
  if (code === "ERR_SSL_HTTP_REQUEST") return `${clock(time)} ${who} spoke http: the address begins with https://`;
  return `${clock(time)} ${who} ended the connection before a request: does it trust the certificate authority? (${code})`;
}

function clock(time: Date): string {
  return time.toTimeString().slice(0, 8);
}

/** A request is written by a stranger: nothing of it may steer the terminal. */
function printable(text: string): string {
  return text.replace(/[^\x20-\x7e]/g, "?");
}
