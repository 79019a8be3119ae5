import { resolve } from "node:path";
import { formatBytes } from "../model/sizes";
import {
  type AssetHost,
  type AssetHostFailure,
  type RefusedConnection,
  type ServedRequest,
  startAssetHost,
} from "../node/asset-host/asset-host";
import { type DevelopmentCa, openDevelopmentCa } from "../node/asset-host/development-ca";
import { certificateNames, isLoopbackName } from "../node/asset-host/host-names";
import { developmentCaFolder } from "../node/state-folder";

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
}

export interface ServeIo {
  readonly stdout: { write(text: string): unknown };
  readonly stderr: { write(text: string): unknown };
  /** Aborted by Ctrl-C. */
  readonly signal: AbortSignal;
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

  const { hostNames, ipAddresses } = certificateNames(args.hostNames);
  const names = [...hostNames, ...ipAddresses];
  const isOpen = names.some((name) => !isLoopbackName(name));
  const directory = resolve(args.directory);
  const start = await startAssetHost({
    folder: directory,
    ca,
    hostNames: args.hostNames,
    port,
    host: isOpen ? "*" : "127.0.0.1",
    log: (request) => io.stdout.write(`${requestLine(request)}\n`),
    logRefusedConnection: (refusal) => io.stdout.write(`${refusalLine(refusal)}\n`),
  });
  if (start.kind === "failed") return fail(failureMessage(start.failure));

  io.stdout.write(welcome(start.host, { directory, names, isOpen, certificatePath: ca.certificatePath ?? "" }));
  await new Promise<void>((stop) => {
    if (io.signal.aborted) stop();
    else io.signal.addEventListener("abort", () => stop(), { once: true });
  });
  await start.host.close();
  return 0;
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
  place: { directory: string; names: readonly string[]; isOpen: boolean; certificatePath: string },
): string {
  const others = place.names
    .filter((name) => name !== "localhost" && !name.startsWith("*."))
    .map((name) => `https://${name.includes(":") ? `[${name}]` : name}:${host.port}`);
  const ca = shellWord(place.certificatePath);
  return [
    `Serving ${place.directory}`,
    ...[host.origin, ...others].map((origin) => `  ${origin}/`),
    place.isOpen ? "Reachable from other computers of this network." : "Reachable from this computer only.",
    "",
    `Certificate authority: ${place.certificatePath}`,
    `  curl --cacert ${ca} ${host.origin}/`,
    `  background-assets simulate install --ca ${ca} --map-host https://YOUR-HOST=${host.origin}`,
    "",
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
