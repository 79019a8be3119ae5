import type { MediaReport, MediaReportVariant } from "../../protocol/media-report";
import { Icon } from "../icon";

/** The variants, the highest bit rate first, each with its rate as a bar, whether it is taken, and why. */
export function VariantLadder({ report }: { readonly report: MediaReport }) {
  const { variants } = report;
  if (variants.length === 0) return null;
  const highest = Math.max(1, ...variants.map(({ bandwidth }) => bandwidth ?? 0));
  const rungs = [...variants].sort((a, b) => (b.bandwidth ?? 0) - (a.bandwidth ?? 0));
  return (
    <section>
      <h2>Variants</h2>
      <ol class="ladder">
        {rungs.map((variant) => (
          <Rung key={variant.index} variant={variant} share={(variant.bandwidth ?? 0) / highest} />
        ))}
      </ol>
    </section>
  );
}

function Rung({ variant, share }: { readonly variant: MediaReportVariant; readonly share: number }) {
  const { title, codecs, taken, why, index } = variant;
  return (
    <li class={taken ? "rung taken" : "rung"}>
      <Icon name={taken ? "check" : "circle-slash"} />
      <div class="rung-text">
        <div class="rung-name">
          <span>{title}</span>
          <span class="dim">
            variant {index}
            {codecs === undefined ? "" : `, ${codecs.join(" ")}`}
          </span>
          {taken && <span class="badge">taken</span>}
        </div>
        <div class="rate" aria-hidden="true">
          <div class="fill" style={{ width: `${Math.max(1, share * 100)}%` }} />
        </div>
        <div class="why">{why}</div>
      </div>
    </li>
  );
}
