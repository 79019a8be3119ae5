import { resolve } from "node:path";
import { defaultServePort, type Serving, type ServingFailure, startServing } from "../node/publishing/serving";
import { ServeCommands, serveHelp } from "./serve-commands";

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
  const port = args.port ?? defaultServePort;
  if (!Number.isInteger(port) || port < 0 || port > 65_535)
    return fail(`--port ${port}: a port lies between 0 and 65535`);
  const directory = resolve(args.directory);
  const start = await startServing({
    directory,
    port,
    hostNames: args.hostNames,
    stateFolder: args.stateFolder,
    lan: args.lan === true,
    packsFor: args.packs === true ? (args.platform ?? "iOS") : undefined,
    env: args.env ?? {},
    log: (line) => io.stdout.write(`${line}\n`),
  });
  if (start.kind === "failed") return fail(failureMessage(start.failure));
  const { serving } = start;
  for (const problem of serving.problems) io.stderr.write(`background-assets: ${problem}\n`);
  const commands = new ServeCommands({
    publish: (folder) => serving.publish(folder),
    setFaults: (faults) => serving.setFaults(faults),
    setThrottle: (bytesPerSecond) => serving.setThrottle(bytesPerSecond),
    status: () =>
      serving
        .checkList()
        .map(({ state, title, detail }) => `${state}: ${title} (${detail})`)
        .join("\n"),
  });
  for (const line of [
    ...(args.throttle === undefined ? [] : [`throttle ${args.throttle}`]),
    ...(args.faults ?? []).map((fault) => `fault ${fault}`),
  ]) {
    io.stdout.write(`${await commands.run(line)}\n`);
  }
  io.stdout.write(welcome(serving, directory, io.input !== undefined));
  if (io.input !== undefined) void follow(io.input, commands, io);
  await new Promise<void>((stop) => {
    if (io.signal.aborted) stop();
    else io.signal.addEventListener("abort", () => stop(), { once: true });
  });
  await serving.close();
  return 0;
}

async function follow(input: AsyncIterable<string>, commands: ServeCommands, io: ServeIo): Promise<void> {
  for await (const line of input) {
    if (io.signal.aborted) return;
    const answer = await commands.run(line);
    if (answer !== "") io.stdout.write(`${answer}\n`);
  }
}

function failureMessage({ reason, message }: ServingFailure): string {
  switch (reason) {
    case "port-in-use":
      return `${message}; end that program or choose another port with --port`;
    case "invalid-host-name":
      return `--host ${message}`;
    default:
      return message;
  }
}

function welcome(serving: Serving, directory: string, hasInput: boolean): string {
  const { origin, port, names, isOpen, archiveNotice, setupUrls, certificatePath } = serving;
  const others = names
    .filter((name) => name !== "localhost" && !name.startsWith("*."))
    .map((name) => `https://${name.includes(":") ? `[${name}]` : name}:${port}`);
  const ca = shellWord(certificatePath);
  return [
    `Serving ${directory}`,
    ...[origin, ...others].map((one) => `  ${one}/`),
    isOpen
      ? "Reachable from other computers of this network."
      : "Reachable from this computer only: a device cannot open it. --lan opens it to the local network.",
    ...(archiveNotice === undefined ? [] : ["", archiveNotice]),
    ...(setupUrls.length === 0 ? [] : ["", "To set a device up, open on it:", ...setupUrls.map((url) => `  ${url}`)]),
    "",
    `Certificate authority: ${certificatePath}`,
    `  curl --cacert ${ca} ${origin}/`,
    `  background-assets simulate install --ca ${ca} --map-host https://YOUR-HOST=${origin}`,
    "",
    ...(hasInput ? ["Type a command at any time:", serveHelp, ""] : []),
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
