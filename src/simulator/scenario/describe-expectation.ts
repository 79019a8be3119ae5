import { erasedDevice } from "../device-state";
import { judgeExpectation } from "./judge-expectation";
import { Observation } from "./observation";
import type { Expectation } from "./scenario";

/** What is expected, in the words in which it is judged. */
export function describeExpectation(expectation: Expectation): string {
  return judgeExpectation(expectation, new Observation(), erasedDevice, []).expected;
}
