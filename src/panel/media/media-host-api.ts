import type { FromMediaPanel, ToMediaPanel } from "../../protocol/media-panel-messages";

interface VsCodeApi {
  postMessage(message: FromMediaPanel): void;
  setState(state: { readonly planPath: string }): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

const api = acquireVsCodeApi();

export function post(message: FromMediaPanel): void {
  api.postMessage(message);
}

/** Which plan this panel shows: handed back to the extension when the window is loaded again. */
export function persistPlan(planPath: string): void {
  api.setState({ planPath });
}

export function onMessage(handler: (message: ToMediaPanel) => void): void {
  window.addEventListener("message", (event: MessageEvent<ToMediaPanel>) => handler(event.data));
}
