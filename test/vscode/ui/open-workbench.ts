import { basename, resolve } from "node:path";
import { openBrowserWorkbench } from "../../../scripts/vscode/browser-workbench.mjs";
import type { WorkbenchVersion } from "../../../scripts/vscode/install-workbench.mjs";
import { repositoryRoot } from "../../../scripts/vscode/paths.mjs";
import { temporaryCopy } from "../../../scripts/vscode/temporary-folder.mjs";
import { Workbench } from "./workbench";

/** What the launcher decides for all windows of a run. */
export interface WorkbenchDefaults {
  readonly extensionDevelopmentPath: string;
  readonly workspace: string;
  readonly version?: WorkbenchVersion;
}

export interface WorkbenchOptions {
  /** Folder that is copied and opened: a name below `examples/`, or an absolute path. Default: what the launcher says. */
  readonly example?: string;
  /** Changes the copy before VS Code sees it. */
  readonly prepare?: (folder: string) => void | Promise<void>;
  /** Environment of the server and so of the extension. */
  readonly env?: Readonly<Record<string, string>>;
  readonly settings?: Readonly<Record<string, unknown>>;
  /** true: the folder opens in Restricted Mode, and VS Code asks. Default false: everything is trusted. */
  readonly workspaceTrust?: boolean;
  /** A packaged extension to test in place of the one under development. */
  readonly vsix?: string;
  /** Names of extensions in `test/vscode/stand-ins/` that are installed beside ours. */
  readonly besides?: readonly string[];
  readonly viewport?: { readonly width: number; readonly height: number };
}

let launcherDefaults: WorkbenchDefaults | undefined;
const open = new Set<Workbench>();

export function configureWorkbenches(values: WorkbenchDefaults): void {
  launcherDefaults = values;
}

function defaults(): WorkbenchDefaults {
  if (launcherDefaults === undefined) throw new Error("The launcher did not say which extension is under test");
  return launcherDefaults;
}

/** Folder of the extension that the launcher tests: its package.json is the one that VS Code reads. */
export function extensionUnderTest(): string {
  return defaults().extensionDevelopmentPath;
}

export function openWorkbenches(): readonly Workbench[] {
  return [...open];
}

/** A VS Code window of its own: fresh profile, fresh copy of the example. Close it in an `after` hook. */
export async function openWorkbench(options: WorkbenchOptions = {}): Promise<Workbench> {
  const { workspace, version } = defaults();
  const { example = workspace, prepare, vsix, besides = [], ...rest } = options;
  const source = resolve(repositoryRoot, "examples", example);
  const copy = temporaryCopy(source, basename(source));
  try {
    await prepare?.(copy.path);
    const window = await openBrowserWorkbench({
      ...rest,
      folder: copy.path,
      besides: besides.map((name) => resolve(repositoryRoot, "test", "vscode", "stand-ins", name)),
      ...(vsix === undefined ? { linkedExtension: extensionUnderTest() } : { vsix }),
      ...(version === undefined ? {} : { version }),
    });
    const workbench: Workbench = new Workbench(window, copy.path, () => {
      open.delete(workbench);
      copy.remove();
    });
    open.add(workbench);
    return workbench;
  } catch (error) {
    copy.remove();
    throw error;
  }
}
