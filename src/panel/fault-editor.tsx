import { useId, useState } from "preact/hooks";
import { describeEffect, type Fault } from "../simulator/faults";
import { faultChoices } from "./fault-choices";
import "./fault-editor.css";
import { post } from "./host-api";
import { Icon } from "./icon";
import { Popup } from "./popup";

/** Where a fault is written that begins with a chosen download. */
export const faultsPopup = "faults";

interface FaultEditorProps {
  readonly faults: readonly Fault[];
  /** What the pattern begins as. */
  readonly pattern: string;
}

/** What goes wrong on the way from the server, and a form for more of it. */
export function FaultEditor({ faults, pattern, canRun }: FaultEditorProps & { readonly canRun: boolean }) {
  return (
    <Popup
      id={faultsPopup}
      name="Faults"
      label={faults.length === 0 ? "Faults" : `Faults (${faults.length})`}
      title="What goes wrong between the device and the server, from now on"
      disabled={!canRun}
    >
      {() => (
        <>
          <FaultForm faults={faults} pattern={pattern} />
          <FaultList faults={faults} />
        </>
      )}
    </Popup>
  );
}

const first = faultChoices[0];

function FaultForm({ faults, pattern }: FaultEditorProps) {
  const id = useId();
  const [url, setUrl] = useState(pattern);
  const [kind, setKind] = useState(first?.kind);
  const [value, setValue] = useState(first?.value?.initial ?? "");
  const [times, setTimes] = useState("");
  const choice = faultChoices.find((one) => one.kind === kind);
  const effect = choice?.effect(value);
  const count = times.trim() === "" ? undefined : Number(times);
  const isCountGood = count === undefined || (Number.isInteger(count) && count >= 1);
  const canAdd = effect !== undefined && url.trim() !== "" && isCountGood;
  const add = () => {
    if (effect === undefined || !canAdd) return;
    const fault: Fault = { url: url.trim(), ...(count === undefined ? {} : { times: count }), effect };
    post({ type: "setFaults", faults: [...faults, fault] });
  };
  return (
    <form
      class="form"
      onSubmit={(event) => {
        event.preventDefault();
        add();
      }}
    >
      <label for={`${id}-url`}>URL pattern</label>
      <input
        id={`${id}-url`}
        type="text"
        spellcheck={false}
        title="* stands for anything within a part of the path or host, ** for anything at all"
        value={url}
        onInput={(event) => setUrl(event.currentTarget.value)}
      />
      <label for={`${id}-effect`}>What happens</label>
      <select
        id={`${id}-effect`}
        value={kind}
        onChange={(event) => {
          const chosen = faultChoices.find((one) => one.kind === event.currentTarget.value);
          setKind(chosen?.kind);
          setValue(chosen?.value?.initial ?? "");
        }}
      >
        {faultChoices.map((one) => (
          <option key={one.kind} value={one.kind}>
            {one.name}
          </option>
        ))}
      </select>
      {choice?.value !== undefined && (
        <>
          <label for={`${id}-value`}>{choice.value.label}</label>
          {choice.value.choices === undefined ? (
            <input
              id={`${id}-value`}
              type="text"
              value={value}
              aria-invalid={effect === undefined}
              onInput={(event) => setValue(event.currentTarget.value)}
            />
          ) : (
            <select id={`${id}-value`} value={value} onChange={(event) => setValue(event.currentTarget.value)}>
              {choice.value.choices.map((one) => (
                <option key={one.value} value={one.value}>
                  {one.label}
                </option>
              ))}
            </select>
          )}
          {effect === undefined && <p class="problem-text wide">{choice.value.problem}</p>}
        </>
      )}
      <label for={`${id}-times`}>Times</label>
      <span class="inline">
        <input
          id={`${id}-times`}
          type="text"
          inputMode="numeric"
          placeholder="every time"
          value={times}
          aria-invalid={!isCountGood}
          onInput={(event) => setTimes(event.currentTarget.value)}
        />
        <button type="submit" class="primary" disabled={!canAdd}>
          Add Fault
        </button>
      </span>
    </form>
  );
}

function FaultList({ faults }: { readonly faults: readonly Fault[] }) {
  if (faults.length === 0) return <p class="dim">Nothing goes wrong on purpose.</p>;
  return (
    <>
      <h3>From now on</h3>
      <ul class="faults-list" aria-label="Active faults">
        {faults.map((fault, index) => (
          // Two may be alike; the place is all that tells them apart.
          <li key={index}>
            <span>
              <code>{fault.url}</code> {describeEffect(fault.effect)}
              {fault.times === undefined ? "" : fault.times === 1 ? ", once" : `, ${fault.times} times`}
            </span>
            <button
              type="button"
              class="action"
              aria-label={`Remove the fault of ${fault.url}`}
              title="Remove"
              onClick={() => post({ type: "setFaults", faults: faults.filter((_, other) => other !== index) })}
            >
              <Icon name="close" />
            </button>
          </li>
        ))}
      </ul>
      <button type="button" onClick={() => post({ type: "setFaults", faults: [] })}>
        Clear All
      </button>
    </>
  );
}
