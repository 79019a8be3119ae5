import { readFileSync } from "node:fs";
import { NetworkAccess } from "../../node/simulation/network-access";
import { developmentCaFolder } from "../../node/state-folder";
import { readCertificates } from "../../node/transport/certificates";
import { parseHostMapping } from "../../node/transport/host-mapping";
import { reasonOf } from "../../node/walk-project";
import type { HarExchange } from "../../report/har";
import { type CliIo, UsageError } from "../io";
import { displayPathFrom } from "./display-path";
import type { SimulateArguments } from "./simulate-arguments";

export type NetworkArguments = Pick<SimulateArguments, "caFiles" | "hostMappings" | "reports" | "showSecrets">;

export interface CommandNetwork {
  readonly access: NetworkAccess;
  /** Of `--map-host`; wins over the project's own. */
  readonly mappedHosts: Readonly<Record<string, string>>;
  /** Filled while the simulation runs; only where a report wants them. */
  readonly exchanges: readonly HarExchange[];
}

/** The network as the command line describes it; throws a UsageError for a mapping or a file that cannot be used. */
export function networkAccess(args: NetworkArguments, io: CliIo, stateFolder: string): CommandNetwork {
  const exchanges: HarExchange[] = [];
  const wantsTraffic = args.reports.some((report) => report.kind === "har");
  const access = new NetworkAccess({
    certificateAuthorities: args.caFiles.flatMap((path) => readAuthorities(path, displayPathFrom(io.cwd)(path))),
    environment: io.env,
    developmentCaFolder: developmentCaFolder(stateFolder),
    showSecrets: args.showSecrets,
    onExchange: wantsTraffic ? (exchange) => exchanges.push(exchange) : undefined,
  });
  return { access, mappedHosts: Object.fromEntries(args.hostMappings.map(readMapping)), exchanges };
}

function readMapping(text: string): [string, string] {
  const reading = parseHostMapping(text);
  if (!reading.ok) throw new UsageError(`--map-host: ${reading.message}`);
  return [reading.mapping.from, reading.mapping.to];
}

function readAuthorities(path: string, shownPath: string): readonly string[] {
  let pem: string;
  try {
    pem = readFileSync(path, "utf8");
  } catch (error) {
    throw new UsageError(`--ca ${shownPath}: ${reasonOf(error)}`);
  }
  const { certificates, problems } = readCertificates(pem, shownPath);
  if (problems[0] !== undefined) throw new UsageError(`--ca: ${problems[0]}`);
  return certificates;
}
