import { version } from "../../package.json";
import { helpText, parseCommandArguments } from "./command";
import { commands } from "./commands";
import { type CliIo, type ExitCode, UsageError } from "./io";

/** Runs the command line. Every failure to run is one line on stderr and exit code 2. */
async function main(argv: readonly string[], io: CliIo): Promise<ExitCode> {
  const [name, ...args] = argv;
  try {
    if (name === undefined || name === "help" || name === "--help" || name === "-h") {
      (name === undefined ? io.stderr : io.stdout).write(overview());
      return name === undefined ? 2 : 0;
    }
    if (name === "--version" || name === "-v") {
      io.stdout.write(`${version}\n`);
      return 0;
    }
    const command = commands.find((candidate) => candidate.name === name);
    if (command === undefined) {
      throw new UsageError(
        name.startsWith("-")
          ? `unknown option ${name}`
          : `unknown command ${name}; background-assets --help lists them`,
      );
    }
    const end = args.indexOf("--");
    const options = end === -1 ? args : args.slice(0, end);
    if (options.includes("--help") || options.includes("-h")) {
      io.stdout.write(helpText(command, io.isTerminal ? process.stdout.columns : undefined));
      return 0;
    }
    return await command.run(parseCommandArguments(command, args), io);
  } catch (error) {
    if (!(error instanceof UsageError)) {
      io.stderr.write(
        `background-assets: ${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`,
      );
      return 2;
    }
    io.stderr.write(`background-assets: ${error.message}\n`);
    return 2;
  }
}

function overview(): string {
  const width = Math.max(...commands.map((command) => command.name.length));
  return [
    "background-assets COMMAND [options]",
    "",
    "Checks projects that use Apple's Background Assets, and simulates what a device does with them.",
    "",
    "Commands:",
    ...commands.map((command) => `  ${command.name.padEnd(width)}  ${command.summary}`),
    "",
    "background-assets COMMAND --help shows the options of a command; --version the version.",
    "",
  ].join("\n");
}

const interruption = new AbortController();
// A second Ctrl-C ends the process at once, as Node does without a listener.
process.once("SIGINT", () => interruption.abort());
process.once("SIGTERM", () => interruption.abort());
// `| head` closes the pipe: nobody reads any more, which is no failure.
process.stdout.on("error", (error: NodeJS.ErrnoException) => {
  if (error.code === "EPIPE") process.exit(0);
  throw error;
});

main(process.argv.slice(2), {
  stdout: process.stdout,
  stderr: process.stderr,
  isTerminal: process.stdout.isTTY === true,
  env: process.env,
  cwd: process.cwd(),
  signal: interruption.signal,
}).then((exitCode) => {
  process.exitCode = exitCode;
});
