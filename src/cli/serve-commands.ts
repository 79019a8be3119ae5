import { resolve } from "node:path";
import { parseJson } from "../model/json/parse-json";
import { canServe } from "../node/asset-host/hosted-conditions";
import { parseNetwork } from "../simulator/conditions";
import { describeEffect, type Fault } from "../simulator/faults";
import { JsonFields } from "../simulator/scenario/json-fields";
import { readFault } from "../simulator/scenario/read-fault";
import type { ScenarioProblem } from "../simulator/scenario/scenario";

/** What can be changed while a host serves. */
export interface ServingHost {
  publish(folder: string): Promise<string | undefined>;
  setFaults(faults: readonly Fault[]): void;
  setThrottle(bytesPerSecond: number | undefined): void;
  /** The check list, a line for each entry. */
  status(): string;
}

export const serveHelp = [
  "publish DIR        serve another folder from now on",
  "throttle RATE      2mbps, 500kbps; off ends it",
  'fault JSON         {"url": "**/core*", "status": 503}, as in a scenario; none ends all of them',
  "status             how far a device has come",
].join("\n");

/** Faults that are set, and the commands that a person types while the host runs. */
export class ServeCommands {
  readonly #host: ServingHost;
  #faults: readonly Fault[] = [];

  constructor(host: ServingHost) {
    this.#host = host;
  }

  /** Does what a line says, and gives back a sentence about it. */
  async run(line: string): Promise<string> {
    const [name = "", ...rest] = line.trim().split(/\s+/);
    const value = line.trim().slice(name.length).trim();
    switch (name) {
      case "":
        return "";
      case "publish": {
        if (value === "") return "publish needs a folder";
        const problem = await this.#host.publish(resolve(value));
        return problem ?? `Serving ${resolve(value)}`;
      }
      case "throttle":
        return this.#throttle(rest[0] ?? "");
      case "fault":
        return this.addFault(value);
      case "status":
        return this.#host.status();
      default:
        return `Unknown: ${name}. There is\n${serveHelp}`;
    }
  }

  /** `none`, or a fault as a scenario has it. A sentence about what came of it. */
  addFault(text: string): string {
    if (text === "none") {
      this.#faults = [];
      this.#host.setFaults([]);
      return "No faults any more";
    }
    const fault = readFaultText(text);
    if (typeof fault === "string") return fault;
    if (!canServe(fault)) {
      return `That cannot come from a server: ${describeEffect(fault.effect)}. Simulate it with a scenario`;
    }
    this.#faults = [...this.#faults, fault];
    this.#host.setFaults(this.#faults);
    return `From now on ${describeEffect(fault.effect)}, at ${fault.url}`;
  }

  #throttle(text: string): string {
    if (text === "off") {
      this.#host.setThrottle(undefined);
      return "As fast as it goes";
    }
    const network = parseNetwork(text);
    if (network?.bytesPerSecond === undefined) return `${text || "throttle"}: write a rate such as 2mbps, or off`;
    this.#host.setThrottle(network.bytesPerSecond);
    return `Each answer comes at ${text}`;
  }
}

/** A text: what is wrong with it. */
function readFaultText(text: string): Fault | string {
  const { root, problems } = parseJson(text);
  const [problem] = problems;
  if (root === undefined || problem !== undefined) return problem?.message ?? "fault needs an object";
  const found: ScenarioProblem[] = [];
  const fault = readFault(new JsonFields(found), root);
  const [first] = found;
  if (first !== undefined) return first.message;
  return fault === undefined || fault === "none" ? "fault needs an object" : fault;
}
