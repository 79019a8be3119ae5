import { isLanguageTag } from "../protocol/message-values";
import { isOsVersion } from "../protocol/panel-conditions";
import type { PanelConditions } from "../protocol/panel-messages";
import { networkChoices, networkPresets, parseNetwork } from "../simulator/conditions";
import { CheckedField } from "./checked-field";
import { post } from "./host-api";
import { readSize, sizeAsTyped } from "./typed-size";

const set = (conditions: Partial<PanelConditions>) => post({ type: "setConditions", conditions });

/** The conditions that are changed less often; each holds at once, also in the middle of a run. */
export function MoreConditions({ conditions }: { readonly conditions: PanelConditions }) {
  const { network, osVersion, preferredLanguage, freeDiskSpaceInBytes } = conditions;
  return (
    <div class="form">
      <CheckedField
        label="Network rate"
        value={Object.hasOwn(networkPresets, network) ? "" : network}
        placeholder="2mbps,80ms,cellular"
        problem={`One of ${networkChoices}.`}
        isGood={(text) => text === "" || parseNetwork(text) !== undefined}
        onSet={(text) => set({ network: text === "" ? "wifi" : text })}
      />
      <CheckedField
        label="Free disk space"
        value={sizeAsTyped(freeDiskSpaceInBytes)}
        placeholder="that of this computer"
        problem="A size such as 500 MB; nothing for this computer's own."
        isGood={(text) => text === "" || readSize(text) !== undefined}
        onSet={(text) => set({ freeDiskSpaceInBytes: readSize(text) ?? null })}
      />
      <CheckedField
        label="OS version"
        value={osVersion}
        placeholder="26.4"
        problem="A version such as 26.4."
        isGood={isOsVersion}
        onSet={(text) => set({ osVersion: text })}
      />
      <CheckedField
        label="Language"
        value={preferredLanguage ?? ""}
        placeholder="none chosen"
        problem="A language tag such as de or zh-Hant."
        isGood={(text) => text === "" || isLanguageTag(text)}
        onSet={(text) => set({ preferredLanguage: text === "" ? null : text })}
      />
      <label class="inline wide">
        <input
          type="checkbox"
          checked={conditions.backgroundAppRefreshForApp}
          onChange={(event) => set({ backgroundAppRefreshForApp: event.currentTarget.checked })}
        />
        Background App Refresh for this app
      </label>
      <label class="inline wide">
        <input
          type="checkbox"
          checked={conditions.forceQuit}
          onChange={(event) => set({ forceQuit: event.currentTarget.checked })}
        />
        Force-quit in the app switcher (until the next launch)
      </label>
    </div>
  );
}
