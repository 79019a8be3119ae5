import { type AppConfiguration, isManagedMode } from "../model/app-configuration";
import type { ManifestMapping } from "../model/manifest/manifest";
import { folderOf } from "../model/project/paths";
import type { AppProject, ProjectSettings } from "../model/project/snapshot";

/** Everything that a simulation of one project needs; plain data, so that it crosses a thread boundary. */
export interface SimulationProject {
  readonly configuration: AppConfiguration;
  /** Text of the Info.plist when the run was started, to turn offsets into lines. */
  readonly infoPlistText: string;
  readonly manifestMapping: ManifestMapping | undefined;
  /** FROM origin to TO origin. */
  readonly hosts: Readonly<Record<string, string>>;
  /** Host to header names and values, with `${env:…}` and secrets resolved. */
  readonly headers: Readonly<Record<string, Readonly<Record<string, string>>>>;
  readonly assumptions: Readonly<Record<string, unknown>>;
  /** The person's own script for the downloader extension; undefined: the manifest's mapping decides. */
  readonly downloader?: { readonly script: string; readonly projectFolder: string } | undefined;
  /** Where the packaging manifests of a managed project are looked for; undefined for an unmanaged one. */
  readonly packsFolder?: string | undefined;
  /** What is left out of what the project file says, in sentences for the person. */
  readonly notices?: readonly string[];
}

/**
 * Gives a header its value: resolves `${env:NAME}`, or finds the secret where `value` is empty. Undefined or empty: the
 * header is left out.
 */
export type HeaderResolver = (host: string, name: string, value: string) => string | undefined;

/**
 * @param script whether the person's own script may be run: the command is told by being started, VS Code asks. Without
 *   leave the manifest's mapping stands for it, and a notice says so.
 */
export function simulationProject(
  app: AppProject,
  resolveHeader: HeaderResolver,
  script: "may-run" | "left-out" = "left-out",
): SimulationProject {
  const { headers, notices } = resolveHeaders(app.settings.headers, resolveHeader);
  const named = downloaderOf(app);
  const downloader = script === "may-run" ? named : undefined;
  if (named !== undefined && downloader === undefined) {
    notices.push(`${named.script} is not run here: the manifest's mapping stands for it.`);
  }
  return {
    configuration: { ...app.configuration, lacksExtension: app.build?.embedding === "none" },
    infoPlistText: app.app.text,
    manifestMapping: app.settings.manifest,
    hosts: Object.fromEntries(app.settings.hosts),
    headers,
    assumptions: app.settings.assumptions,
    downloader,
    notices,
    packsFolder: isManagedMode(app.configuration.mode) ? app.folder : undefined,
  };
}

/** The headers of a project file with their values, by host; and in sentences for the person what is left out. */
export function resolveHeaders(
  configured: ProjectSettings["headers"],
  resolveHeader: HeaderResolver,
): { readonly headers: SimulationProject["headers"]; readonly notices: string[] } {
  const headers: Record<string, Record<string, string>> = {};
  const notices: string[] = [];
  for (const [host, values] of configured) {
    const resolved: Record<string, string> = {};
    for (const [name, value] of values) {
      // A value that stands in the file itself is never sent: who gets the file would get the token.
      const isLiteral = value !== "" && !isVariable(value);
      const known = resolveHeader(host, name, isLiteral ? "" : value);
      if (known !== undefined && known !== "") resolved[name] = known;
      else if (isLiteral) {
        notices.push(
          `The header ${name} for ${host} is left out: background-assets.jsonc holds its value itself. Write \${env:NAME} there, or "" and keep the value with Set Header Secret in VS Code.`,
        );
      } else if (value === "") {
        notices.push(
          `The header ${name} for ${host} is left out: its value is empty, and no secret is kept for it. Set Header Secret in VS Code keeps one; elsewhere write \${env:NAME}.`,
        );
      }
    }
    headers[host] = resolved;
  }
  return { headers, notices };
}

function downloaderOf({ settings }: AppProject): SimulationProject["downloader"] {
  const { downloader, path } = settings;
  return downloader === undefined || path === undefined
    ? undefined
    : { script: downloader, projectFolder: folderOf(path) };
}

const variable = /^\$\{env:([A-Za-z_][A-Za-z0-9_]*)\}$/;

function isVariable(value: string): boolean {
  return variable.test(value);
}

/** The value of `${env:NAME}`, or the text itself where it names no variable; undefined where the variable is not set. */
export function resolveEnvironment(
  value: string,
  env: Readonly<Record<string, string | undefined>>,
): string | undefined {
  const name = variable.exec(value)?.[1];
  return name === undefined ? value : env[name];
}
