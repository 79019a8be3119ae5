import { folderOf, isBelow, resolvePath } from "../model/project/paths";
import type { AppProject } from "../model/project/snapshot";
import type { Scenario } from "../simulator/scenario/scenario";

/** The app that a scenario is about, or in a sentence why there is none. `hosts` has the scenario's own. */
export function scenarioProject(scenario: Scenario, apps: readonly AppProject[]): AppProject | string {
  const app = namedApp(scenario, apps);
  if (typeof app === "string") return app;
  const own = (scenario.host?.origins ?? []).map((origin) => [new URL(origin).origin, scenarioHost] as const);
  return { ...app, settings: { ...app.settings, hosts: new Map([...app.settings.hosts, ...own]) } };
}

/** Stands for the host that the run starts on this computer, whose port nobody knows yet. */
const scenarioHost = "https://localhost";

function namedApp({ project, path }: Scenario, apps: readonly AppProject[]): AppProject | string {
  if (project === undefined) {
    const [only, other] = apps;
    if (only === undefined) return "No Info.plist in this workspace has Background Assets keys.";
    if (other === undefined) return only;
    return `The workspace has ${apps.length} apps: say which one is meant with "project", its folder or its Info.plist relative to this file.`;
  }
  const named = resolvePath(folderOf(path), project);
  // An app whose Info.plist a tool writes goes by the file in which it is edited as well.
  const found = apps.filter(({ id, app }) => id === named || app.path === named || isBelow(id, named));
  const [only, other] = found;
  if (only === undefined) {
    return `"project": ${project} leads to no app of this workspace with Background Assets keys (looked for at ${named}).`;
  }
  if (other === undefined) return only;
  return `"project": ${project} holds ${found.length} apps: name the Info.plist of one of them.`;
}
