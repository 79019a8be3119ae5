import type { EventView } from "../protocol/run-view";
import { eventTitles } from "../simulator/event-titles";
import { placeText } from "./format";
import { post } from "./host-api";
import { Icon } from "./icon";

/** An event that a closed gate kept from happening: the sentence that says which. */
export function NotRun({
  event,
  notRun,
}: {
  readonly event: EventView;
  readonly notRun: NonNullable<EventView["notRun"]>;
}) {
  const { source } = notRun;
  return (
    <section class="idle">
      <h2>
        <Icon name="circle-slash" /> {eventTitles[event.event]} did not run
      </h2>
      <p>{notRun.message}</p>
      {source !== undefined && (
        <button
          type="button"
          class="link"
          onClick={() => post({ type: "reveal", path: source.path, ...source.range.start })}
        >
          {placeText(source.path, source.range.start.line)}
        </button>
      )}
    </section>
  );
}
