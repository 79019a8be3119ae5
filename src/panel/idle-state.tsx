import type { PanelIdleReason, PanelProject } from "../protocol/panel-messages";
import { post } from "./host-api";
import "./idle-state.css";

interface Idle {
  readonly title: string;
  readonly sentence: string;
  readonly button: string;
  readonly onClick: () => void;
}

/** Why there is nothing to see, and the one thing to do about it. */
export function IdleState({
  reason,
  project,
}: {
  readonly reason: PanelIdleReason;
  readonly project: PanelProject | undefined;
}) {
  const { title, sentence, button, onClick } = idle(reason, project);
  return (
    <section class="idle">
      <h2>{title}</h2>
      <p>{sentence}</p>
      <button type="button" class="primary" onClick={onClick}>
        {button}
      </button>
    </section>
  );
}

function idle(reason: PanelIdleReason, project: PanelProject | undefined): Idle {
  const openProject = () => post({ type: "command", command: "openProject" });
  switch (reason) {
    case "no-project":
      return {
        title: "No app found",
        sentence:
          "No Info.plist in this workspace has Background Assets keys such as BAManifestURL. Open the folder of an app, or name its Info.plist in background-assets.jsonc.",
        button: "Open Folder…",
        onClick: openProject,
      };
    case "untrusted":
      return {
        title: "Restricted Mode",
        sentence:
          "A simulation connects to the hosts that the files of this folder name, so it waits until you trust them. Checking works as it is.",
        button: "Manage Workspace Trust",
        onClick: () => post({ type: "command", command: "manageTrust" }),
      };
    case "virtual-workspace":
      return {
        title: "Not on a disk",
        sentence: "A simulation needs a folder on a disk of the computer that runs it. Checking works as it is.",
        button: "Open Folder…",
        onClick: openProject,
      };
    case "no-manifest-url":
      return {
        title: "No manifest",
        sentence: "The app's Info.plist has no BAManifestURL, so a device would have nothing to download.",
        button: "Open Info.plist",
        onClick: openProject,
      };
    case "no-run-yet":
      return {
        title: "A new device",
        sentence: `Install ${project?.name ?? "the app"} to see what a device does with it: fetch the manifest, ask the downloader extension, download what is essential, and only then let the app be launched.`,
        button: "Install",
        onClick: () => post({ type: "fire", event: "install" }),
      };
  }
}
