import { type HeaderResolver, resolveEnvironment } from "../../simulator/simulation-project";
import type { CliIo } from "../io";
import type { RunOutput } from "./run-output";

/** Header values from the environment; a variable that is not set is said once, and the header left out. */
export function environmentHeaders(io: Pick<CliIo, "env">, output: Pick<RunOutput, "notice">): HeaderResolver {
  return (host, name, value) => {
    const resolved = resolveEnvironment(value, io.env);
    if (resolved === undefined) {
      output.notice(`The header ${name} for ${host} is left out: ${value} names a variable that is not set.`);
    }
    return resolved;
  };
}
