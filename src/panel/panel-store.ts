import type { PanelSnapshot, ToPanel } from "../protocol/panel-messages";
import { RunModel } from "../protocol/run-model";
import type { RunView } from "../protocol/run-view";

export type PanelState = Omit<PanelSnapshot, "events">;

/** What the panel shows: the state that the extension sent and the picture of the events so far. */
export class PanelStore {
  readonly #run = new RunModel({ logsProgress: false });
  readonly #onChange: () => void;
  #state: PanelState | undefined;

  /** @param onChange called after every message; drawing at most once a frame is the caller's business */
  constructor(onChange: () => void) {
    this.#onChange = onChange;
  }

  /** Undefined until the extension has answered. */
  get state(): PanelState | undefined {
    return this.#state;
  }

  get run(): RunView {
    return this.#run.view();
  }

  receive(message: ToPanel): void {
    switch (message.type) {
      case "snapshot": {
        const { events, ...state } = message.snapshot;
        this.#state = state;
        this.#run.clear();
        this.#run.apply(events);
        break;
      }
      case "events":
        this.#run.apply(message.events);
        break;
      case "state":
        this.#state = message.state;
        break;
    }
    this.#onChange();
  }
}
