import type { SimulationOptions } from "../../protocol/worker-messages";
import { firstVersionWith } from "../../simulator/os-version";
import type { SimulateArguments } from "./simulate-arguments";

/** What the command line says about the device and its limits. */
export function simulationOptions(args: SimulateArguments): SimulationOptions {
  const changesLanguage = args.events.includes("language-change");
  return {
    force: args.force,
    allowPrivate: args.allowPrivate,
    dryRun: args.dryRun,
    maxBytes: args.maxBytes,
    conditions: {
      ...(args.network === undefined ? {} : { network: args.network }),
      // A device whose system has no such request would be of no use to somebody who asks for one.
      ...(changesLanguage ? { osVersion: firstVersionWith.languageChange } : {}),
      ...(args.language === undefined || changesLanguage ? {} : { preferredLanguage: args.language }),
    },
    language: args.language,
  };
}
