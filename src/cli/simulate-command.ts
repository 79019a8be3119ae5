import type { Command } from "./command";
import { readSimulateArguments, simulateOptions } from "./simulate/simulate-arguments";

export const simulateCommand: Command = {
  name: "simulate",
  synopsis: "EVENT... [--project DIR | --app Info.plist] | --scenario FILE...",
  summary: "Runs install, launch, update, periodic or language-change as a device would, with real downloads.",
  details: [
    "EVENT: install, launch, update, periodic, language-change. Each runs to rest before the next.",
    "Running it is the consent to download from public hosts; private and loopback addresses need --map-host or",
    "--allow-private. The device is remembered between runs: an update downloads what changed.",
    "Exit code 0: all went as it should; 1: something was refused, failed or did not run; 2: could not run.",
    "",
    "  background-assets simulate install launch update --project MyApp --report run.html",
    "  background-assets simulate install --map-host https://cdn.example.com=https://localhost:8443",
    "  background-assets simulate --scenario first-light.ba-scenario.jsonc",
  ].join("\n"),
  options: simulateOptions,
  async run(args, io) {
    const simulation = readSimulateArguments(args, io.cwd);
    // Engine and network are loaded only when something is simulated.
    if (simulation.scenarios.length > 0) {
      const { simulateScenarios } = await import("./simulate/simulate-scenarios");
      return simulateScenarios(simulation, io);
    }
    const { simulateEvents } = await import("./simulate/simulate-events");
    return simulateEvents(simulation, io);
  },
};
