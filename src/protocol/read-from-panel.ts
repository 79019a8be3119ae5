import { isCount, isLanguageTag, isRecord, isText, oneOf } from "./message-values";
import { readPanelConditions } from "./panel-conditions";
import { type FromPanel, longestAdvanceMs, type PanelCommand, type PanelEventName } from "./panel-messages";
import { readAppAction } from "./read-app-action";
import { readFaults } from "./read-faults";

const events = ["install", "launch", "update", "periodic"] as const satisfies readonly PanelEventName[];
const actions = ["pause", "resume", "cancel"] as const;
const lanes = ["essential", "non-essential"] as const;
const commands = [
  "manageTrust",
  "openProject",
  "fetchManifest",
  "eraseDevice",
  "revealDownloads",
  "saveReport",
] as const satisfies readonly PanelCommand[];

/** A download with more hops than that has failed long before. */
const mostUrls = 100;

/**
 * What the panel said, if it is something that it may say. The panel shows text from manifests and servers, so what
 * comes out of it is not trusted: unknown members are dropped, anything of a wrong type makes the message undefined.
 */
export function readFromPanel(value: unknown): FromPanel | undefined {
  if (!isRecord(value)) return undefined;
  switch (value.type) {
    case "ready":
      return { type: "ready" };
    case "fire": {
      const event = oneOf(events, value.event);
      return event && { type: "fire", event };
    }
    case "changeLanguage":
      return isLanguageTag(value.language) ? { type: "changeLanguage", language: value.language } : undefined;
    case "control": {
      const action = oneOf(actions, value.action);
      return action && { type: "control", action };
    }
    case "appCall": {
      const action = readAppAction(value.action);
      return action && { type: "appCall", action };
    }
    case "selectProject":
      return isText(value.infoPlistPath) ? { type: "selectProject", infoPlistPath: value.infoPlistPath } : undefined;
    case "setConditions": {
      const conditions = readPanelConditions(value.conditions);
      return conditions && { type: "setConditions", conditions };
    }
    case "setFaults": {
      const faults = readFaults(value.faults);
      return faults && { type: "setFaults", faults };
    }
    case "advanceClock": {
      const { durationMs } = value;
      const isPossible = isCount(durationMs) && durationMs > 0 && durationMs <= longestAdvanceMs;
      return isPossible ? { type: "advanceClock", durationMs } : undefined;
    }
    case "setAllowance": {
      const lane = oneOf(lanes, value.lane);
      const { sizeInBytes } = value;
      return lane && isCount(sizeInBytes) ? { type: "setAllowance", lane, sizeInBytes } : undefined;
    }
    case "reveal": {
      const { path, line, character } = value;
      return isText(path) && isCount(line) && isCount(character)
        ? { type: "reveal", path, line, character }
        : undefined;
    }
    case "askExchanges": {
      const { urls } = value;
      return Array.isArray(urls) && urls.length <= mostUrls && urls.every(isText)
        ? { type: "askExchanges", urls }
        : undefined;
    }
    case "askPrevious": {
      const event = oneOf([...events, "language-change"], value.event);
      return event && { type: "askPrevious", event };
    }
    case "command": {
      const command = oneOf(commands, value.command);
      return command && { type: "command", command };
    }
    default:
      return undefined;
  }
}
