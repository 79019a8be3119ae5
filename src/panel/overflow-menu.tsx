import { useId, useState } from "preact/hooks";
import { isLanguageTag } from "../protocol/message-values";
import type { PanelCommand, PanelConditions, PanelStatus } from "../protocol/panel-messages";
import type { DeviceSummary } from "../protocol/worker-messages";
import { compareVersions, firstVersionWith } from "../simulator/os-version";
import { post } from "./host-api";
import { Popup } from "./popup";

interface OverflowMenuProps {
  readonly status: PanelStatus;
  readonly device: DeviceSummary | undefined;
  readonly conditions: PanelConditions;
  readonly canRun: boolean;
  /** Whether there is anything that a report could be about. */
  readonly hasRun: boolean;
}

/** What is needed now and then: the app's process, another language, and what is done with the device as a whole. */
export function OverflowMenu(props: OverflowMenuProps) {
  return (
    <Popup id="more" name="More Actions" icon="ellipsis" disabled={!props.canRun}>
      {(close) => <Items {...props} close={close} />}
    </Popup>
  );
}

function Items({ status, device, conditions, hasRun, close }: OverflowMenuProps & { readonly close: () => void }) {
  const installed = device?.installed ?? false;
  const activity = device?.appActivity ?? "terminated";
  const isIdle = status === "idle";
  const act = (kind: "foreground" | "background" | "terminate") => {
    post({ type: "appCall", action: { kind } });
    close();
  };
  const command = (name: PanelCommand) => {
    post({ type: "command", command: name });
    close();
  };
  return (
    <>
      <h3>App</h3>
      <Item name="Bring to Front" disabled={activity !== "background"} onClick={() => act("foreground")} />
      <Item name="Send to Background" disabled={activity !== "foreground"} onClick={() => act("background")} />
      <Item name="Terminate" disabled={activity === "terminated"} onClick={() => act("terminate")} />
      <h3>Language change</h3>
      <LanguageForm osVersion={conditions.osVersion} disabled={!isIdle || !installed} close={close} />
      <h3>Device</h3>
      <Item name="Save Report…" disabled={!hasRun} onClick={() => command("saveReport")} />
      <Item name="Reveal Downloads" disabled={!installed} onClick={() => command("revealDownloads")} />
      <Item name="Erase Device" disabled={!installed || !isIdle} onClick={() => command("eraseDevice")} />
    </>
  );
}

function Item({
  name,
  disabled,
  onClick,
}: {
  readonly name: string;
  readonly disabled: boolean;
  readonly onClick: () => void;
}) {
  return (
    <button type="button" class="menu-item" disabled={disabled} onClick={onClick}>
      {name}
    </button>
  );
}

/** Systems before the first that knows this event would do nothing. */
function LanguageForm({
  osVersion,
  disabled,
  close,
}: {
  readonly osVersion: string;
  readonly disabled: boolean;
  readonly close: () => void;
}) {
  const id = useId();
  const [language, setLanguage] = useState("");
  const tag = language.trim();
  const isOld = compareVersions(osVersion, firstVersionWith.languageChange) < 0;
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        if (disabled || !isLanguageTag(tag)) return;
        if (isOld) post({ type: "setConditions", conditions: { osVersion: firstVersionWith.languageChange } });
        post({ type: "changeLanguage", language: tag });
        close();
      }}
    >
      <span class="inline wide">
        <input
          id={id}
          type="text"
          aria-label="New preferred language"
          placeholder="de, zh-Hant"
          spellcheck={false}
          disabled={disabled}
          value={language}
          onInput={(event) => setLanguage(event.currentTarget.value)}
        />
        <button type="submit" disabled={disabled || !isLanguageTag(tag)}>
          Change
        </button>
      </span>
      {isOld && (
        <p class="dim wide">
          Since OS {firstVersionWith.languageChange}: the device gets it, it has {osVersion}.
        </p>
      )}
    </form>
  );
}
