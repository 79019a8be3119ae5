import type { FromPanel, ToPanel } from "../protocol/panel-messages";
import type { LogGroup } from "./log-groups";

/** What the panel itself remembers while it is hidden and over a reload of the window. */
export interface PersistedState {
  /** Which project this panel shows: the serializer hands it back to the extension. */
  readonly infoPlistPath?: string | undefined;
  readonly logFilter?: string;
  readonly logProblemsOnly?: boolean;
  readonly logGroup?: LogGroup | undefined;
  readonly logCollapsed?: boolean;
  readonly selectedRow?: string | undefined;
  readonly tableScrollTop?: number;
}

interface VsCodeApi {
  postMessage(message: FromPanel): void;
  getState(): PersistedState | undefined;
  setState(state: PersistedState): void;
}

declare function acquireVsCodeApi(): VsCodeApi;

const api = acquireVsCodeApi();
let persisted: PersistedState = api.getState() ?? {};

export function post(message: FromPanel): void {
  api.postMessage(message);
}

export function persistedState(): PersistedState {
  return persisted;
}

export function persist(change: PersistedState): void {
  persisted = { ...persisted, ...change };
  api.setState(persisted);
}

export function onMessage(handler: (message: ToPanel) => void): void {
  window.addEventListener("message", (event: MessageEvent<ToPanel>) => handler(event.data));
}
