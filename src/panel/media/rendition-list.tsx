import type { MediaReport } from "../../protocol/media-report";
import { Icon } from "../icon";

export function RenditionList({ report }: { readonly report: MediaReport }) {
  if (report.renditions.length === 0) return null;
  return (
    <section>
      <h2>Renditions</h2>
      <ul class="ladder">
        {report.renditions.map(({ index, type, title, groupId, taken, why }) => (
          <li key={index} class={taken ? "rung taken" : "rung"}>
            <Icon name={taken ? "check" : "circle-slash"} />
            <div class="rung-text">
              <div class="rung-name">
                <span>{title}</span>
                <span class="dim">
                  {type.toLowerCase()}, group {groupId}
                </span>
                {taken && <span class="badge">taken</span>}
              </div>
              <div class="why">{why}</div>
            </div>
          </li>
        ))}
      </ul>
    </section>
  );
}
