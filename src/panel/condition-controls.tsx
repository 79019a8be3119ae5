import type { PanelConditions } from "../protocol/panel-messages";
import "./condition-controls.css";
import { post } from "./host-api";

const networks: readonly { readonly value: PanelConditions["network"]; readonly label: string }[] = [
  { value: "wifi", label: "Wi-Fi" },
  { value: "lte", label: "LTE" },
  { value: "slow-3g", label: "Slow 3G" },
  { value: "offline", label: "Offline" },
];

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
  return (
    <fieldset class="conditions" aria-label="Conditions" disabled={!canRun}>
      <select
        aria-label="Network"
        title="Network"
        value={conditions.network}
        onChange={(event) => {
          const network = networks.find(({ value }) => value === event.currentTarget.value)?.value;
          if (network !== undefined) post({ type: "setConditions", conditions: { network } });
        }}
      >
        {networks.map(({ value, label }) => (
          <option key={value} value={value}>
            {label}
          </option>
        ))}
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
    </fieldset>
  );
}
