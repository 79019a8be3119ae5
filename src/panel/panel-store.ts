import type { PanelSnapshot, ToPanel } from "../protocol/panel-messages";
import { RunModel } from "../protocol/run-model";
import type { RunView } from "../protocol/run-view";

export type PanelState = Omit<PanelSnapshot, "events">;

/** The newest answers to what the panel asked; undefined: none yet. */
export interface PanelAnswers {
  readonly exchanges: Extract<ToPanel, { type: "exchanges" }> | undefined;
  readonly previous: Extract<ToPanel, { type: "previous" }> | undefined;
}

/** What the panel shows: the state that the extension sent and the picture of the events so far. */
export class PanelStore {
  readonly #run = new RunModel({ logsProgress: false });
  readonly #onChange: () => void;
  #state: PanelState | undefined;
  #exchanges: PanelAnswers["exchanges"];
  #previous: PanelAnswers["previous"];

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

  get answers(): PanelAnswers {
    return { exchanges: this.#exchanges, previous: this.#previous };
  }

  receive(message: ToPanel): void {
    switch (message.type) {
      case "snapshot": {
        const { events, ...state } = message.snapshot;
        this.#state = state;
        this.#exchanges = undefined;
        this.#previous = undefined;
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
      case "exchanges":
        this.#exchanges = message;
        break;
      case "previous":
        this.#previous = message;
        break;
    }
    this.#onChange();
  }
}
