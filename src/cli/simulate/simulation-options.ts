import type { SimulationOptions } from "../../protocol/worker-messages";
import type { SimulateArguments } from "./simulate-arguments";

/** What the command line says about the device and its limits. */
export function simulationOptions(args: SimulateArguments): SimulationOptions {
  return {
    force: args.force,
    allowPrivate: args.allowPrivate,
    dryRun: args.dryRun,
    maxBytes: args.maxBytes,
    conditions: {
      ...(args.network === undefined ? {} : { network: args.network }),
      ...(args.language === undefined ? {} : { preferredLanguage: args.language }),
    },
    language: args.language,
  };
}
