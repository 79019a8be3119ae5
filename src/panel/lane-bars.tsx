import { formatBytes } from "../model/sizes";
import type { PanelProject } from "../protocol/panel-messages";
import type { LanesView, ManifestView } from "../protocol/run-view";
import type { Lane } from "../simulator/events";
import { exactBytes } from "./format";
import "./lane-bars.css";
import { post } from "./host-api";
import { Icon } from "./icon";
import { laneFigures } from "./lane-figures";

const lanes: readonly { readonly lane: Lane; readonly name: string }[] = [
  { lane: "essential", name: "Essential" },
  { lane: "non-essential", name: "Non-essential" },
];

/** Both allowances: what was charged, what is needed in all, what is left or too much. */
export function LaneBars({
  view,
  manifest,
  allowances,
  mode,
}: {
  readonly view: LanesView;
  readonly manifest: ManifestView | undefined;
  readonly allowances: PanelProject["allowances"];
  readonly mode: PanelProject["mode"];
}) {
  return (
    <section class="lanes" aria-label="Allowances">
      {lanes.map(({ lane, name }) => {
        const declared = allowances[lane];
        const figures = laneFigures(view[lane], declared?.sizeInBytes, mode);
        const { chargedBytes, neededBytes, limitInBytes } = view[lane];
        const exact = [
          `charged ${exactBytes(chargedBytes)}`,
          `needed ${exactBytes(neededBytes)}`,
          typeof limitInBytes === "number" ? `allowed ${exactBytes(limitInBytes)}` : figures.rest,
        ].join("\n");
        const source = declared?.source;
        return (
          <div key={lane} class={`lane ${lane}${figures.tooMuchBytes > 0 ? " over" : ""}`} title={exact}>
            {source === undefined ? (
              <span class="name">{name}</span>
            ) : (
              <button
                type="button"
                class="link name"
                title={`Show ${lane === "essential" ? "BAEssentialDownloadAllowance" : "BADownloadAllowance"}`}
                onClick={() => post({ type: "reveal", path: source.path, ...source.range.start })}
              >
                {name}
              </button>
            )}
            <div class="track" aria-hidden="true">
              <div class="needed" style={{ width: percent(figures.neededShare) }} />
              <div class="charged" style={{ width: percent(figures.chargedShare) }} />
              {figures.limitShare !== undefined && figures.tooMuchBytes > 0 && (
                <>
                  <div class="excess" style={{ left: percent(figures.limitShare) }} />
                  <div class="limit" style={{ left: percent(figures.limitShare) }} />
                </>
              )}
            </div>
            <span class="used">
              {figures.used}
              {lane === "essential" && manifest !== undefined && manifest.receivedBytes > 0 && (
                <span class="dim manifest"> (manifest {formatBytes(manifest.receivedBytes)})</span>
              )}
            </span>
            <span class="rest">
              {figures.tooMuchBytes > 0 && <Icon name="error" />}
              <span>{figures.rest}</span>
              {figures.tooMuchBytes > 0 && declared !== undefined && (
                <button
                  type="button"
                  class="link"
                  title={`Write ${exactBytes(neededBytes)} into Info.plist`}
                  onClick={() => post({ type: "setAllowance", lane, sizeInBytes: neededBytes })}
                >
                  Set allowance
                </button>
              )}
            </span>
          </div>
        );
      })}
    </section>
  );
}

function percent(share: number): string {
  return `${(share * 100).toFixed(2)}%`;
}
