import { parseArgs } from "node:util";
import { type CliIo, type ExitCode, UsageError } from "./io";
import { wrapped } from "./terminal/wrapped";

export interface CommandOption {
  readonly name: string;
  /** What stands for the value in the help; without it the option is a switch. */
  readonly value?: string;
  /** May be given several times. */
  readonly multiple?: boolean;
  readonly description: string;
}

export interface Command {
  readonly name: string;
  /** What comes behind the name. */
  readonly synopsis: string;
  readonly summary: string;
  /** Further lines of the help. */
  readonly details?: string;
  readonly options: readonly CommandOption[];
  run(args: ParsedArguments, io: CliIo): Promise<ExitCode>;
}

/** What was given, with the types that the options declare. */
export class ParsedArguments {
  readonly positionals: readonly string[];
  readonly #values: Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>;

  constructor(
    positionals: readonly string[],
    values: Readonly<Record<string, string | boolean | readonly (string | boolean)[] | undefined>>,
  ) {
    this.positionals = positionals;
    this.#values = values;
  }

  flag(name: string): boolean {
    return this.#values[name] === true;
  }

  text(name: string): string | undefined {
    const value = this.#values[name];
    return typeof value === "string" ? value : undefined;
  }

  list(name: string): readonly string[] {
    const value = this.#values[name];
    return Array.isArray(value) ? value.filter((item) => typeof item === "string") : [];
  }

  /** One of several words, or the default. */
  choice<T extends string>(name: string, choices: readonly T[], fallback: T): T {
    const value = this.text(name);
    if (value === undefined) return fallback;
    const chosen = choices.find((choice) => choice === value);
    if (chosen === undefined) throw new UsageError(`--${name} ${value}: it is one of ${choices.join(", ")}`);
    return chosen;
  }

  /** A whole number from 0 on. */
  count(name: string): number | undefined {
    const value = this.text(name);
    if (value === undefined) return undefined;
    if (!/^\d{1,15}$/.test(value)) throw new UsageError(`--${name} ${value}: a whole number from 0 on is needed`);
    return Number(value);
  }
}

/** Reads the arguments of a command; throws a UsageError that names what is wrong. */
export function parseCommandArguments(command: Command, args: readonly string[]): ParsedArguments {
  const known = new Map(command.options.map((option) => [option.name, option]));
  try {
    const parsed = parseArgs({
      args: joinedNegativeNumbers(args, known),
      allowPositionals: true,
      strict: true,
      options: Object.fromEntries(
        command.options.map((option) => [
          option.name,
          {
            type: option.value === undefined ? ("boolean" as const) : ("string" as const),
            multiple: option.multiple === true,
          },
        ]),
      ),
    });
    return new ParsedArguments(parsed.positionals, parsed.values);
  } catch (error) {
    throw new UsageError(usageMessage(error, known));
  }
}

/**
 * `--max-bytes -1` as `--max-bytes=-1`: no option of ours begins with a digit, and what reads the value can say what is
 * wrong with it, where Node's parser would only miss one.
 */
function joinedNegativeNumbers(args: readonly string[], known: ReadonlyMap<string, CommandOption>): string[] {
  const joined: string[] = [];
  for (let index = 0; index < args.length; index++) {
    const arg = args[index] ?? "";
    if (arg === "--") return [...joined, ...args.slice(index)];
    const next = args[index + 1];
    const takesValue = arg.startsWith("--") && known.get(arg.slice(2))?.value !== undefined;
    if (takesValue && next !== undefined && /^-[\d.]/.test(next)) {
      joined.push(`${arg}=${next}`);
      index++;
    } else {
      joined.push(arg);
    }
  }
  return joined;
}

/** Node's messages go on with advice of their own; one line with what is wrong is enough. */
function usageMessage(error: unknown, known: ReadonlyMap<string, CommandOption>): string {
  const message = error instanceof Error ? error.message : String(error);
  const named = /'(-[^' ]*)/.exec(message)?.[1];
  const code = error instanceof Error && "code" in error ? error.code : undefined;
  if (code === "ERR_PARSE_ARGS_UNKNOWN_OPTION" && named !== undefined) return `unknown option ${named}`;
  const option = named === undefined ? undefined : known.get(named.replace(/^--/, ""));
  if (option?.value !== undefined) return `${named} needs a value: ${named} ${option.value}`;
  if (option !== undefined) return `${named} takes no value`;
  return message.split("\n")[0] ?? message;
}

/** The text of `--help`, for a terminal of so many columns; undefined for a pipe. */
export function helpText(command: Command, columns?: number): string {
  const lines = [`background-assets ${command.name} ${command.synopsis}`.trim(), "", command.summary];
  if (command.details !== undefined) lines.push("", command.details);
  const options = [...command.options, { name: "help", description: "Show this help." }];
  const labels = options.map((option) => `--${option.name}${"value" in option ? ` ${option.value}` : ""}`);
  const width = Math.max(...labels.map((label) => label.length));
  lines.push("", "Options:");
  options.forEach((option, index) => {
    lines.push(`  ${(labels[index] ?? "").padEnd(width)}  ${option.description}`);
  });
  const isOption = (index: number) => index >= lines.length - options.length;
  const shown = lines.flatMap((line, index) => wrapped(line, columns, isOption(index) ? width + 4 : 0));
  return `${shown.join("\n")}\n`;
}
