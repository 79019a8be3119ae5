import { useState } from "preact/hooks";
import { longestAdvanceMs, type PanelStatus } from "../protocol/panel-messages";
import { post } from "./host-api";
import { Popup } from "./popup";

const hourMs = 3_600_000;
const dayMs = 24 * hourMs;
const steps = [
  { label: "1 hour", durationMs: hourMs },
  { label: "1 day", durationMs: dayMs },
  { label: "1 week", durationMs: 7 * dayMs },
] as const;
const units = { minutes: 60_000, hours: hourMs, days: dayMs, weeks: 7 * dayMs } as const;

/** Lets the device's time pass: nobody waits, and the periodic checks that are due happen. */
export function ClockMenu({ status, canRun }: { readonly status: PanelStatus; readonly canRun: boolean }) {
  return (
    <Popup
      id="clock"
      name="Advance Clock"
      label="+ Time"
      title="Let time pass on the device; periodic checks that are due happen meanwhile"
      disabled={!canRun || status === "starting"}
    >
      {(close) => <ClockForm close={close} />}
    </Popup>
  );
}

function ClockForm({ close }: { readonly close: () => void }) {
  const [count, setCount] = useState("3");
  const [unit, setUnit] = useState<keyof typeof units>("days");
  const durationMs = Math.round(Number(count) * units[unit]);
  const isPossible = count.trim() !== "" && durationMs > 0 && durationMs <= longestAdvanceMs;
  const advance = (ms: number) => {
    post({ type: "advanceClock", durationMs: ms });
    close();
  };
  return (
    <>
      {steps.map((step) => (
        <button key={step.label} type="button" class="menu-item" onClick={() => advance(step.durationMs)}>
          Advance by {step.label}
        </button>
      ))}
      <form
        class="form"
        onSubmit={(event) => {
          event.preventDefault();
          if (isPossible) advance(durationMs);
        }}
      >
        <span class="inline wide">
          <input
            type="text"
            inputMode="decimal"
            aria-label="How much time"
            aria-invalid={!isPossible}
            value={count}
            onInput={(event) => setCount(event.currentTarget.value)}
          />
          <select
            aria-label="Unit"
            value={unit}
            onChange={(event) => setUnit(event.currentTarget.value as keyof typeof units)}
          >
            {Object.keys(units).map((name) => (
              <option key={name}>{name}</option>
            ))}
          </select>
          <button type="submit" disabled={!isPossible}>
            Advance
          </button>
        </span>
        {!isPossible && <p class="problem-text wide">A number above 0, and a year at most.</p>}
      </form>
    </>
  );
}
