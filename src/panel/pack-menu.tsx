import { useId, useState } from "preact/hooks";
import type { PackCall } from "../simulator/managed/pack-call";
import { post } from "./host-api";
import { Popup } from "./popup";

/** What the app asks of AssetPackManager; answers are in the event log. */
export function PackMenu({ packIds, canRun }: { readonly packIds: readonly string[]; readonly canRun: boolean }) {
  return (
    <Popup
      id="packs"
      name="Asset Packs"
      label="Packs"
      title="Call AssetPackManager, as the app would"
      disabled={!canRun}
    >
      {(close) => <PackForm packIds={packIds} close={close} />}
    </Popup>
  );
}

function PackForm({ packIds, close }: { readonly packIds: readonly string[]; readonly close: () => void }) {
  const id = useId();
  const [packId, setPackId] = useState(packIds[0] ?? "");
  const [requireLatestVersion, setRequireLatestVersion] = useState(false);
  const call = (made: PackCall) => {
    post({ type: "appCall", action: { kind: "assetPacks", call: made } });
    close();
  };
  const named = packId.trim();
  return (
    <>
      <div class="form">
        <label for={`${id}-pack`}>Pack</label>
        <input
          id={`${id}-pack`}
          type="text"
          list={`${id}-packs`}
          spellcheck={false}
          value={packId}
          onInput={(event) => setPackId(event.currentTarget.value)}
        />
        <datalist id={`${id}-packs`}>
          {packIds.map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
        <label class="inline wide">
          <input
            type="checkbox"
            checked={requireLatestVersion}
            onChange={(event) => setRequireLatestVersion(event.currentTarget.checked)}
          />
          Require the latest version
        </label>
      </div>
      <button
        type="button"
        class="menu-item"
        disabled={named === ""}
        onClick={() => call({ name: "ensureLocalAvailability", packIds: [named], requireLatestVersion })}
      >
        ensureLocalAvailability(of:)
      </button>
      <button
        type="button"
        class="menu-item"
        disabled={named === ""}
        onClick={() => call({ name: "status", packId: named })}
      >
        status(relativeTo:)
      </button>
      <button
        type="button"
        class="menu-item"
        disabled={named === ""}
        onClick={() => call({ name: "remove", packId: named })}
      >
        remove(assetPackWithID:)
      </button>
      <h3>All packs</h3>
      <button type="button" class="menu-item" onClick={() => call({ name: "checkForUpdates" })}>
        checkForUpdates()
      </button>
      <button type="button" class="menu-item" onClick={() => call({ name: "allAssetPacks" })}>
        allAssetPacks
      </button>
    </>
  );
}
