import * as vscode from "vscode";
import { isManagedMode } from "../model/app-configuration";
import type { ProjectSnapshot } from "../model/project/snapshot";
import type { ServeRequest, ServingState } from "../protocol/serving-messages";
import { packsOf } from "../rules/packs";
import { parseNetwork } from "../simulator/conditions";
import { describeEffect, type Fault, type FaultEffect } from "../simulator/faults";
import { type AssetServing, isPortInUse } from "./asset-serving";
import type { ProjectDocuments } from "./project-documents";

export interface ServingServices {
  readonly documents: ProjectDocuments;
  readonly serving: AssetServing;
}

/** The command line's too, so that an address on a device stays right. */
const usualPort = 8443;

/** "Serve Assets on the Local Network…": asks what and to whom, and begins. */
export async function serveAssets({ documents, serving }: ServingServices): Promise<void> {
  if (!vscode.workspace.isTrusted) throw new Error("Files are served from trusted workspaces only.");
  if (serving.state !== undefined) {
    await manageServing({ documents, serving });
    return;
  }
  const content = await askForContent(documents);
  if (content === undefined) return;
  const audience = await vscode.window.showQuickPick(
    [
      {
        label: "Devices of the local network",
        detail: "With a page that gets a device to trust the certificate, and shows how far it has come",
        lan: true,
      },
      {
        label: "This computer only",
        detail: "For the simulator and the browser: localhost is the device itself when a device asks for it",
        lan: false,
      },
    ],
    { title: "Serve Assets", placeHolder: "Who can reach them" },
  );
  if (audience === undefined) return;
  const state = await startAt(serving, { ...content, lan: audience.lan, port: usualPort });
  if (state !== undefined) await tellStarted(serving, state, audience.lan);
}

async function startAt(serving: AssetServing, request: ServeRequest): Promise<ServingState | undefined> {
  try {
    return await serving.start(request);
  } catch (error) {
    if (!isPortInUse(error)) throw error;
    const other = "Use Another Port";
    const answer = await vscode.window.showWarningMessage(
      `${error.message}. Addresses that are entered on devices and in background-assets.jsonc name port ${request.port}.`,
      other,
    );
    return answer === other ? serving.start({ ...request, port: 0 }) : undefined;
  }
}

async function tellStarted(serving: AssetServing, state: ServingState, isForDevices: boolean): Promise<void> {
  const [origin = ""] = state.origins;
  const setup = "Open Setup Page";
  const copy = "Copy Address";
  const log = "Show Requests";
  const left = state.problems.length === 0 ? "" : ` ${state.problems.join(" ")}`;
  const answer =
    isForDevices && !state.isOpen
      ? await vscode.window.showWarningMessage(
          `This computer has no address in a local network: ${origin} is for this computer only, and a device that asks for it asks itself.${left}`,
          copy,
          log,
        )
      : await vscode.window.showInformationMessage(
          `Serving at ${origin}. ${state.archiveNotice ?? ""}${left}`.trim(),
          ...(state.setupUrls.length > 0 ? [setup] : []),
          copy,
          log,
        );
  if (answer === setup) await openSetupPage(state);
  if (answer === copy) await vscode.env.clipboard.writeText(origin);
  if (answer === log) serving.showLog();
}

interface Content {
  readonly directory: string;
  readonly packsFor: string | undefined;
}

/** The packs of an app, or a folder as it is. */
async function askForContent(documents: ProjectDocuments): Promise<Content | undefined> {
  const items = contentItems(documents, await documents.current());
  const folder = { label: "A folder…", description: "", detail: "As it is: manifest and assets", content: undefined };
  const picked =
    items.length === 0
      ? folder
      : await vscode.window.showQuickPick([...items, folder], { title: "Serve Assets", placeHolder: "What is served" });
  if (picked === undefined) return undefined;
  if (picked.content !== undefined) return picked.content;
  const directory = await askForFolder();
  return directory === undefined ? undefined : { directory, packsFor: undefined };
}

function contentItems({ paths }: ProjectDocuments, snapshot: ProjectSnapshot) {
  const packs = packsOf(snapshot);
  return snapshot.projects.flatMap((project) => {
    const { configuration, folder } = project;
    if (!isManagedMode(configuration.mode) || paths.uriOf(folder).scheme !== "file") return [];
    const own = packs.filter((pack) => pack.project === project);
    const platforms = new Set(own.flatMap(({ manifest }) => manifest.platforms.map(({ value }) => value)));
    if (own.length === 0) return [];
    return [...(platforms.size === 0 ? ["iOS"] : platforms)].map((packsFor) => ({
      label: `Packs of ${configuration.displayName}${platforms.size > 1 ? ` for ${packsFor}` : ""}`,
      description: vscode.workspace.asRelativePath(paths.uriOf(folder)),
      detail: "Download manifest and archives, made of the packaging manifests as they stand",
      content: { directory: paths.uriOf(folder).fsPath, packsFor },
    }));
  });
}

async function askForFolder(): Promise<string | undefined> {
  const [defaultUri] = (vscode.workspace.workspaceFolders ?? []).map(({ uri }) => uri);
  const [uri] =
    (await vscode.window.showOpenDialog({
      canSelectFolders: true,
      canSelectFiles: false,
      openLabel: "Serve",
      ...(defaultUri && { defaultUri }),
    })) ?? [];
  return uri?.fsPath;
}

async function openSetupPage({ setupUrls }: ServingState): Promise<void> {
  const [url] = setupUrls;
  if (url !== undefined) await vscode.env.openExternal(vscode.Uri.parse(url));
}

/** What can be done while something is served: behind the status bar's item. */
export async function manageServing({ serving, documents }: ServingServices): Promise<void> {
  const { state } = serving;
  if (state === undefined) {
    await serveAssets({ serving, documents });
    return;
  }
  const [origin = ""] = state.origins;
  const { faults = [], bytesPerSecond } = serving.change;
  const items: readonly (vscode.QuickPickItem & { readonly run: () => Promise<unknown> })[] = [
    ...(state.setupUrls.length > 0
      ? [
          {
            label: "$(device-mobile) Open Setup Page",
            detail: "QR code, certificate, and how far a device has come",
            run: () => openSetupPage(state),
          },
        ]
      : []),
    {
      label: "$(copy) Copy Address",
      description: origin,
      run: async () => vscode.env.clipboard.writeText(origin),
    },
    {
      label: "$(list-flat) Show Requests",
      run: async () => serving.showLog(),
    },
    {
      label: "$(folder) Publish Another Folder…",
      description: state.directory,
      run: () => publishAnother(serving),
    },
    {
      label: "$(sync) Publish Again",
      detail: "What is in the folder now; versions of packs that changed rise",
      run: () => serving.apply({ directory: state.directory }),
    },
    {
      label: "$(dashboard) Speed…",
      description: typeof bytesPerSecond === "number" ? "slowed down" : "as fast as it goes",
      run: () => askForSpeed(serving),
    },
    {
      label: "$(bug) Faults…",
      description: faults.map(({ effect, url }) => `${describeEffect(effect)}, at ${url}`).join("; "),
      run: () => askForFault(serving),
    },
    { label: "$(debug-stop) Stop Serving", run: () => serving.stop() },
  ];
  const picked = await vscode.window.showQuickPick(items, { title: `Serving at ${origin}` });
  await picked?.run();
}

async function publishAnother(serving: AssetServing): Promise<void> {
  const directory = await askForFolder();
  if (directory !== undefined) await serving.apply({ directory });
}

async function askForSpeed(serving: AssetServing): Promise<void> {
  const text = await vscode.window.showInputBox({
    title: "Speed of Each Answer",
    prompt: "A rate such as 2mbps or 500kbps; empty: as fast as it goes",
    validateInput: (value) =>
      value.trim() === "" || parseNetwork(value.trim())?.bytesPerSecond !== undefined
        ? undefined
        : "A rate such as 2mbps or 500kbps.",
  });
  if (text === undefined) return;
  const rate = text.trim() === "" ? undefined : parseNetwork(text.trim())?.bytesPerSecond;
  await serving.apply({ bytesPerSecond: rate ?? null });
}

/** What a server can bring about; the rest lies between it and the device, where only the simulator is. */
const effects: readonly FaultEffect[] = [
  { kind: "status", status: 503, retryAfterSeconds: 5 },
  { kind: "status", status: 404 },
  { kind: "cut", at: { percent: 50 } },
  { kind: "stall", after: { percent: 50 } },
  { kind: "wrong-length", announced: { percent: 150 } },
  { kind: "html" },
  { kind: "captive-portal", answer: "redirect" },
  { kind: "expired-signature", afterMs: 0 },
];

async function askForFault(serving: AssetServing): Promise<void> {
  const set = serving.change.faults ?? [];
  const items = [
    ...(set.length > 0 ? [{ label: "No faults any more", effect: undefined }] : []),
    ...effects.map((effect) => ({ label: sentence(describeEffect(effect)), effect })),
  ];
  const picked = await vscode.window.showQuickPick(items, {
    title: "Faults",
    placeHolder: "What goes wrong from now on",
  });
  if (picked === undefined) return;
  if (picked.effect === undefined) return serving.apply({ faults: [] });
  const url = await vscode.window.showInputBox({
    title: picked.label,
    prompt: "Which requests: * stands for anything within a part of the path, ** for anything at all",
    value: "**",
    validateInput: (value) => (value.trim() === "" ? "A pattern such as **/assets/**." : undefined),
  });
  if (url === undefined) return;
  const times = await vscode.window.showQuickPick(
    [
      { label: "Every time", times: undefined },
      { label: "Once", times: 1 },
      { label: "Twice", times: 2 },
    ],
    { title: picked.label, placeHolder: "How often" },
  );
  if (times === undefined) return;
  const fault: Fault = {
    url: url.trim(),
    effect: picked.effect,
    ...(times.times === undefined ? {} : { times: times.times }),
  };
  await serving.apply({ faults: [...set, fault] });
}

function sentence(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

export async function stopServing({ serving }: ServingServices): Promise<void> {
  if (serving.state === undefined) void vscode.window.showInformationMessage("Nothing is being served.");
  else await serving.stop();
}
