import { render } from "preact";
import { onMessage, post } from "./host-api";
import { Panel } from "./panel";
import { PanelStore } from "./panel-store";

const root = document.getElementById("panel") ?? document.body;
let isScheduled = false;

const store = new PanelStore(() => {
  if (isScheduled) return;
  isScheduled = true;
  // A hidden panel draws no frames, but messages may still arrive before it is discarded.
  requestAnimationFrame(draw);
});

function draw(): void {
  isScheduled = false;
  if (store.state !== undefined) render(<Panel state={store.state} run={store.run} answers={store.answers} />, root);
}

onMessage((message) => store.receive(message));
post({ type: "ready" });
