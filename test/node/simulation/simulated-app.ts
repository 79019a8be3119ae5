import { join } from "node:path";
import { buildSnapshot } from "../../../src/model/project/discover";
import type { SimulationProject } from "../../../src/protocol/worker-messages";
import { simulationProject } from "../../../src/simulator/simulation-project";
import { infoPlist } from "../../cli/simulated-project";

/** The project of an app whose requests to `https://cdn.example.com` are answered by `origin`. */
export function simulatedApp(origin: string, name = "App"): SimulationProject {
  const path = join("/projects", name, "Info.plist").replaceAll("\\", "/");
  const snapshot = buildSnapshot({ sources: [{ path, version: 1, content: infoPlist() }], named: [path] });
  const [app] = snapshot.projects;
  if (app === undefined) throw new Error("The fixture is no app.");
  return { ...simulationProject(app, () => undefined), hosts: { "https://cdn.example.com": origin } };
}
