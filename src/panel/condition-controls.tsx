import { defaultPanelConditions } from "../protocol/panel-conditions";
import type { PanelConditions } from "../protocol/panel-messages";
import { networkPresets } from "../simulator/conditions";
import { conditionDepartures } from "./condition-departures";
import "./condition-controls.css";
import { networkName } from "../protocol/network-name";
import { post } from "./host-api";
import { MoreConditions } from "./more-conditions";
import { openPopup, Popup } from "./popup";

const custom = "custom";

const switches = [
  { name: "lowPowerMode", label: "Low Power", title: "Low Power Mode: periodic checks do not run while it is on" },
  {
    name: "backgroundAppRefresh",
    label: "App Refresh",
    title: "Background App Refresh: periodic checks do not run while it is off",
  },
  {
    name: "inAppContent",
    label: "In-App",
    title: "App Store settings, In-App Content: nothing is downloaded before the first launch while it is off",
  },
] as const;

/** What the person has set on the device; what is changed while a run is under way holds from then on. */
export function ConditionControls({
  conditions,
  canRun,
}: {
  readonly conditions: PanelConditions;
  readonly canRun: boolean;
}) {
  const { network } = conditions;
  const isPreset = Object.hasOwn(networkPresets, network);
  const departures = conditionDepartures(conditions, defaultPanelConditions);
  return (
    <fieldset class="conditions" aria-label="Conditions" disabled={!canRun}>
      <select
        aria-label="Network"
        title="Network"
        value={network}
        onChange={(event) => {
          const { value } = event.currentTarget;
          if (value !== custom) post({ type: "setConditions", conditions: { network: value } });
          else {
            event.currentTarget.value = network;
            openPopup("conditions-more");
          }
        }}
      >
        {Object.keys(networkPresets).map((value) => (
          <option key={value} value={value}>
            {networkName(value)}
          </option>
        ))}
        {!isPreset && <option value={network}>{networkName(network)}</option>}
        <option value={custom}>Custom…</option>
      </select>
      {switches.map(({ name, label, title }) => (
        <label key={name} title={title}>
          <input
            type="checkbox"
            checked={conditions[name]}
            onChange={(event) => post({ type: "setConditions", conditions: { [name]: event.currentTarget.checked } })}
          />
          {label}
        </label>
      ))}
      <Popup id="conditions-more" name="More Conditions" label="More" disabled={!canRun}>
        {() => <MoreConditions conditions={conditions} />}
      </Popup>
      {departures.length > 0 && <span class="departures">{departures.join(" · ")}</span>}
    </fieldset>
  );
}
