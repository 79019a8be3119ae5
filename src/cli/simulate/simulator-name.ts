import { version } from "../../../package.json";

/** Written into logs and reports, so that a reader knows which simulator ran. */
export const simulatorName = `background-assets ${version}`;
