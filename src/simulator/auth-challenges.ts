import type { DeviceContext } from "./device-context";
import { emitFailure, emitNoRuntime, recordRuntime, remainingRuntimeMs } from "./extension-calls";
import { wakeHindrance } from "./extension-wake";
import type { AuthenticationChallenge, ChallengeAnswer, DeliveredDownload } from "./ports";
import { urlGlob } from "./url-glob";

/** What a scenario answers in the place of the app's own code. */
export interface PreparedAnswer {
  /** A glob over the configured URL. */
  readonly url: string;
  readonly answer: ChallengeAnswer;
}

/** A server that refuses every answer would be asked for ever. URLSession leaves the end to the app. */
const mostAnswers = 5;

/**
 * Finds an answer: the scenario's, else the extension's, else default handling. While the app is in the foreground it is asked instead of the
 * extension, and there is no code of it here. Credentials are handed on and written nowhere.
 */
export function answerChallenge(
  context: DeviceContext,
  download: DeliveredDownload,
  challenge: AuthenticationChallenge,
  answer: (answer: ChallengeAnswer) => void,
): void {
  const told = (given: ChallengeAnswer, answeredBy: "scenario" | "extension" | "default") => {
    const fits = given.kind !== (challenge.method === "basic" ? "trust" : "credential");
    context.emit({
      type: "challenge.answered",
      identifier: download.identifier,
      url: challenge.url,
      method: challenge.method,
      ...(challenge.realm === undefined ? {} : { realm: challenge.realm }),
      answeredBy,
      disposition: fits ? given.kind : "default",
      notes: notesOn(challenge, given, fits),
    });
    answer(fits ? given : { kind: "default" });
  };
  if (challenge.previousFailureCount >= mostAnswers) {
    told({ kind: "default" }, "default");
    return;
  }
  const prepared = context.preparedAnswers.findLast(({ url }) => urlGlob(url)(challenge.url));
  if (prepared !== undefined) {
    told(prepared.answer, "scenario");
    return;
  }
  const { extension } = context.ports;
  if (context.appInForeground || extension.answerChallenge === undefined || wakeHindrance(context) !== undefined) {
    told({ kind: "default" }, "default");
    return;
  }
  context.extensionCalls.run((ended) => {
    askExtension(context, download, challenge, (given) => {
      told(given ?? { kind: "default" }, given === undefined ? "default" : "extension");
      ended();
    });
  });
}

function askExtension(
  context: DeviceContext,
  download: DeliveredDownload,
  challenge: AuthenticationChallenge,
  answered: (answer: ChallengeAnswer | undefined) => void,
): void {
  const { extension, clock } = context.ports;
  const leftMs = remainingRuntimeMs(context);
  if (leftMs === 0 || extension.answerChallenge === undefined) {
    emitNoRuntime(context, `the challenge of \`${download.identifier}\``);
    answered(undefined);
    return;
  }
  const startedAtMs = context.nowMs;
  clock.beginFlow();
  extension.answerChallenge({ challenge, download, remainingRuntimeMs: leftMs }, ({ runtimeMs, answer, failure }) => {
    clock.endFlow();
    recordRuntime(context, startedAtMs, runtimeMs);
    if (failure !== undefined) emitFailure(context, runtimeMs, failure);
    answered(answer);
  });
}

function notesOn(
  challenge: AuthenticationChallenge,
  given: ChallengeAnswer,
  fits: boolean,
): readonly string[] | undefined {
  if (!fits) {
    const [asked, got] =
      challenge.method === "basic" ? ["a user and a password", "trust"] : ["whether it is trusted", "a user"];
    return [`The server asked for ${asked}, and the answer was ${got}: it is handled by default.`];
  }
  if (given.kind !== "trust") return undefined;
  return [
    "App Transport Security may refuse the certificate on a device all the same: an answer can be stricter than the system's own check, not more lenient, unless the app has an exception for the host.",
  ];
}
