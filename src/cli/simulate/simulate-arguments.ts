import { resolve } from "node:path";
import { type NetworkConditions, networkChoices, parseNetwork } from "../../simulator/conditions";
import type { LifecycleEventName } from "../../simulator/events";
import { parseDurationMs } from "../../simulator/scenario/duration";
import type { CommandOption, ParsedArguments } from "../command";
import { UsageError } from "../io";

export const simulateOptions: readonly CommandOption[] = [
  {
    name: "project",
    value: "DIR",
    description: "The project's folder. Default: the current folder. A scenario that names its project keeps to it.",
  },
  { name: "app", value: "Info.plist", description: "The app, where a folder has several." },
  {
    name: "scenario",
    value: "FILE",
    multiple: true,
    description: "Runs a scenario instead of events; its expectations decide the exit code. Further files may follow.",
  },
  { name: "state", value: "DIR", description: "Where the simulated device is kept. Default: the user's state folder." },
  { name: "fresh", description: "Starts with an erased device, as a scenario always does." },
  {
    name: "force",
    description: "Passes closed gates (Low Power Mode, In-App Content…), as backgroundassets-debug does.",
  },
  {
    name: "map-host",
    value: "FROM=TO",
    multiple: true,
    description: "Downloads of origin FROM come from origin TO; the rules judge FROM. TO may be http. May be repeated.",
  },
  {
    name: "ca",
    value: "FILE",
    multiple: true,
    description: "Trusts the certificate authorities of a PEM file as well. May be repeated.",
  },
  { name: "allow-private", description: "Permits downloads from private and loopback addresses." },
  { name: "network", value: "PRESET", description: `${networkChoices}.` },
  {
    name: "advance",
    value: "DURATION",
    description:
      "Lets time pass after the events (28d, P4W), with the periodic checks that are due. Not with --scenario.",
  },
  { name: "language", value: "TAG", description: "The new preferred language, for language-change." },
  { name: "dry-run", description: "Judges everything, downloads only the manifest. Not with --scenario." },
  { name: "max-bytes", value: "N", description: "Stops downloading after this many bytes." },
  { name: "format", value: "text|jsonl", description: "jsonl: one event a line. Default: text." },
  {
    name: "report",
    value: "FILE",
    multiple: true,
    description: "Writes a report: .html, .json, .xml (JUnit) or .har (real traffic). May be repeated.",
  },
  { name: "show-secrets", description: "Leaves authorization, cookies and query values readable in logs and reports." },
];

const eventNames: readonly LifecycleEventName[] = ["install", "launch", "update", "periodic", "language-change"];
const reportKinds = ["html", "json", "xml", "har"] as const;

export interface ReportTarget {
  readonly path: string;
  readonly kind: (typeof reportKinds)[number];
}

export interface SimulateArguments {
  readonly events: readonly LifecycleEventName[];
  /** Absolute; not empty instead of `events`. */
  readonly scenarios: readonly string[];
  readonly folder: string | undefined;
  /** `--project` or `--app` was given: `folder` is not only the current one. */
  readonly namesProject: boolean;
  readonly app: string | undefined;
  readonly state: string | undefined;
  readonly fresh: boolean;
  readonly force: boolean;
  /** As given; the transport's own reader judges them. */
  readonly hostMappings: readonly string[];
  readonly caFiles: readonly string[];
  readonly allowPrivate: boolean;
  readonly network: NetworkConditions | undefined;
  readonly language: string | undefined;
  /** Time that passes after the events. */
  readonly advanceMs: number | undefined;
  readonly dryRun: boolean;
  readonly maxBytes: number | undefined;
  readonly format: "text" | "jsonl";
  readonly reports: readonly ReportTarget[];
  readonly showSecrets: boolean;
}

/** Reads what was given; throws a UsageError that says what does not fit together. */
export function readSimulateArguments(args: ParsedArguments, cwd: string): SimulateArguments {
  const scenarios = args.list("scenario");
  const events = scenarios.length > 0 ? [] : args.positionals.map(eventName);
  const advanceMs = readAdvance(args.text("advance"), scenarios.length > 0);
  if (scenarios.length === 0 && events.length === 0 && advanceMs === undefined) {
    throw new UsageError(`simulate needs an event (${eventNames.join(", ")}) or --scenario FILE`);
  }
  if (scenarios.length > 0) refuseEvents(args.positionals);
  if (scenarios.length > 0 && args.flag("dry-run")) {
    throw new UsageError(
      "--dry-run does not go with --scenario: nothing is downloaded, so no expectation can be judged",
    );
  }
  const language = args.text("language");
  if (events.includes("language-change") && language === undefined) {
    throw new UsageError("language-change needs --language TAG");
  }
  const networkText = args.text("network");
  const network = networkText === undefined ? undefined : parseNetwork(networkText);
  if (networkText !== undefined && network === undefined) {
    throw new UsageError(`--network ${networkText}: it is ${networkChoices}`);
  }
  const absolute = (path: string | undefined) => (path === undefined ? undefined : resolve(cwd, path));
  return {
    events,
    // What follows `--scenario FILE` without an option's name are further files.
    scenarios: scenarios.length === 0 ? [] : [...scenarios, ...args.positionals].map((path) => resolve(cwd, path)),
    folder: absolute(args.text("project")) ?? (args.text("app") === undefined ? cwd : undefined),
    app: absolute(args.text("app")),
    namesProject: args.text("project") !== undefined || args.text("app") !== undefined,
    state: absolute(args.text("state")),
    fresh: args.flag("fresh"),
    force: args.flag("force"),
    hostMappings: args.list("map-host"),
    caFiles: args.list("ca").map((path) => resolve(cwd, path)),
    allowPrivate: args.flag("allow-private"),
    network,
    language,
    advanceMs,
    dryRun: args.flag("dry-run"),
    maxBytes: args.count("max-bytes"),
    format: args.choice("format", ["text", "jsonl"], "text"),
    reports: args.list("report").map((path) => reportTarget(path, cwd)),
    showSecrets: args.flag("show-secrets"),
  };
}

function readAdvance(text: string | undefined, withScenario: boolean): number | undefined {
  if (text === undefined) return undefined;
  if (withScenario) throw new UsageError("--advance does not go with --scenario: a scenario has a step for it");
  const durationMs = parseDurationMs(text);
  if (durationMs === undefined || durationMs === 0) {
    throw new UsageError(`--advance ${text}: it is a duration such as 6h, 28d or P4W`);
  }
  return durationMs;
}

/** A scenario names its events itself; a word beside it would be taken for a further file. */
function refuseEvents(words: readonly string[]): void {
  const event = words.find((word) => eventNames.some((name) => name === word));
  if (event === undefined) return;
  throw new UsageError(
    `${event} does not go with --scenario: a scenario names its events itself; leave one of the two out`,
  );
}

function eventName(word: string): LifecycleEventName {
  const name = eventNames.find((candidate) => candidate === word);
  if (name === undefined) throw new UsageError(`${word}: no event; there are ${eventNames.join(", ")}`);
  return name;
}

function reportTarget(path: string, cwd: string): ReportTarget {
  const kind = reportKinds.find((candidate) => path.toLowerCase().endsWith(`.${candidate}`));
  if (kind === undefined) throw new UsageError(`--report ${path}: the name ends in .html, .json, .xml or .har`);
  return { path: resolve(cwd, path), kind };
}
