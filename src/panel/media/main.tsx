import { render } from "preact";
import { onMessage, persistPlan, post } from "./media-host-api";
import { MediaPanel } from "./media-panel";

const root = document.getElementById("panel") ?? document.body;

onMessage(({ state }) => {
  persistPlan(state.planPath);
  render(<MediaPanel state={state} />, root);
});
post({ type: "ready" });
