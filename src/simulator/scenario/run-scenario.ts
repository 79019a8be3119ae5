import type { AppAction } from "../app-action";
import type { PreparedAnswer } from "../auth-challenges";
import type { Device } from "../device";
import type { DeviceEvent, EventSource } from "../events";
import type { Fault } from "../faults";
import type { Clock } from "../ports";
import { type Run, type RunResult, startRun } from "../run";
import { judgeExpectation } from "./judge-expectation";
import { Observation } from "./observation";
import type { Scenario, ScenarioStep, Until } from "./scenario";

export interface ScenarioPorts {
  /** The device's own clock. */
  readonly clock: Clock;
  /** Puts another folder (as the scenario names it) behind the scenario's host. `problem`: why that was not possible. */
  readonly publish: (folder: string, done: (problem?: string) => void) => void;
  /**
   * Kills everything that runs on the device and makes it anew from what was remembered; its log goes on where the old
   * one's ended.
   */
  readonly restart: (done: (restarted: RestartedDevice) => void) => void;
  /** URLs of the requests that went over the network since the run began, in order. */
  readonly requestsMade: () => readonly string[];
  /** Which simulator writes the log. */
  readonly simulator: string;
}

export type RestartedDevice =
  | { readonly ok: true; readonly device: Device; readonly clock: Clock }
  | { readonly ok: false; readonly message: string };

export interface ScenarioResult extends RunResult {
  readonly passed: number;
  readonly failed: number;
  /** What kept the scenario from running to its end. */
  readonly problem?: { readonly message: string; readonly source: EventSource };
}

/**
 * Runs a scenario on a fresh device that was made with the scenario's conditions. Steps follow one another when what the
 * step before led to is at rest, except after an event with `until: "launchable"`. The expectations alone decide the exit
 * code. `done` may be called before this returns. Returns the run.
 */
export function runScenario(
  scenario: Scenario,
  device: Device,
  ports: ScenarioPorts,
  done: (result: ScenarioResult) => void,
): Run {
  const scenarioRun = new ScenarioRun(scenario, device, ports, done);
  scenarioRun.next(0);
  return scenarioRun.run;
}

type EventStep = Extract<ScenarioStep, { readonly kind: "event" }>;

interface Reached {
  readonly until: Until;
  /** When the step began. */
  readonly bytesBefore: number;
  readonly proceed: () => void;
}

class ScenarioRun {
  readonly #scenario: Scenario;
  #device: Device;
  #clock: Clock;
  readonly #ports: ScenarioPorts;
  readonly #done: (result: ScenarioResult) => void;
  readonly #run: Run;
  #endObservation: () => void;
  #observation = new Observation();
  /** Of the time that passes. */
  #meanwhile: Observation | undefined;
  /** What waits for everything to wait for a network. */
  #onStalled: (() => void) | undefined;
  /** How many requests there were when the observation began. */
  #requestsBefore = 0;
  /** Continues the scenario once the event has come so far. */
  #onReached: Reached | undefined;
  #faults: readonly Fault[] = [];
  #passed = 0;
  #failed = 0;
  /** A restarted device is told again: they stand for code of the app. */
  readonly #challengeAnswers: PreparedAnswer[] = [];
  /** The same of whether files are moved. */
  readonly #moves: AppAction[] = [];

  constructor(scenario: Scenario, device: Device, ports: ScenarioPorts, done: (result: ScenarioResult) => void) {
    this.#scenario = scenario;
    this.#device = device;
    this.#clock = ports.clock;
    this.#ports = ports;
    this.#done = done;
    this.#endObservation = this.#observe(device);
    this.#run = startRun(device, { simulator: ports.simulator, judgedBy: "expectations" });
  }

  get run(): Run {
    return this.#run;
  }

  next(index: number): void {
    const step = this.#scenario.steps[index];
    if (step === undefined) {
      this.#whenIdle(() => this.#finish());
      return;
    }
    const proceed = () => this.next(index + 1);
    // Conditions change, things go wrong, the app is launched and the device restarts while downloads run; everything else waits for them.
    if (["set", "fault", "app", "device"].includes(step.kind)) this.#perform(step, proceed);
    else if (step.kind === "advance") this.#whenStill(() => this.#perform(step, proceed));
    else this.#whenIdle(() => this.#perform(step, proceed));
  }

  #perform(step: ScenarioStep, proceed: () => void): void {
    const device = this.#device;
    switch (step.kind) {
      case "event":
        this.#fire(step, proceed);
        return;
      case "set":
        device.setConditions(step.conditions);
        proceed();
        return;
      case "advance":
        this.#advance(step, proceed);
        return;
      case "app":
        this.#act(step, proceed);
        return;
      case "device":
        this.#restart(step.source, proceed);
        return;
      case "fault":
        this.#faults = step.fault === "none" ? [] : [...this.#faults, step.fault];
        device.setFaults(this.#faults);
        proceed();
        return;
      case "challenge":
        this.#challengeAnswers.push(step.answer);
        device.setChallengeAnswers(this.#challengeAnswers);
        proceed();
        return;
      case "purge": {
        const problem = device.purge(step.identifiers);
        if (problem === undefined) proceed();
        else this.#finish({ message: problem, source: step.source });
        return;
      }
      case "publish":
        this.#ports.publish(step.folder, (problem) => {
          if (problem === undefined) proceed();
          else this.#finish({ message: problem, source: step.source });
        });
        return;
      case "expect":
        for (const expectation of step.expectations) {
          const requests = this.#ports.requestsMade().slice(this.#requestsBefore);
          const verdict = judgeExpectation(expectation, this.#observation, device.state, requests);
          if (verdict.passed) this.#passed++;
          else this.#failed++;
          device.log.emit({ type: "expectation", name: expectation.kind, ...verdict, source: expectation.source });
        }
        proceed();
    }
  }

  #fire(step: EventStep, proceed: () => void): void {
    this.#observation = new Observation();
    this.#requestsBefore = this.#ports.requestsMade().length;
    const proceedOnce = this.#once(step.until, proceed);
    const { event, force, language, appVersion } = step;
    this.#device.fire(event, { force, language, appVersion }, proceedOnce);
  }

  #act({ action, until, source }: Extract<ScenarioStep, { readonly kind: "app" }>, proceed: () => void): void {
    const proceedOnce = until === undefined ? proceed : this.#once(until, proceed);
    if (action.kind === "moved") this.#moves.push(action);
    const problem = this.#device.perform(action);
    if (problem !== undefined) this.#whenIdle(() => this.#finish({ message: problem, source }));
    else if (until === undefined) proceedOnce();
    else this.#whenIdle(proceedOnce);
  }

  /** Continues as soon as the step has come so far; whoever gets the result calls it at rest. */
  #once(until: Until, proceed: () => void): () => void {
    let hasProceeded = false;
    const proceedOnce = () => {
      if (hasProceeded) return;
      hasProceeded = true;
      this.#onReached = undefined;
      proceed();
    };
    if (until !== "rest") {
      this.#onReached = { until, bytesBefore: this.#observation.receivedBytes, proceed: proceedOnce };
    }
    return proceedOnce;
  }

  #observe(device: Device): () => void {
    return device.log.observe((event) => {
      this.#observation.observe(event);
      this.#meanwhile?.observe(event);
      const stalled = event.type === "download.waiting" ? this.#onStalled : undefined;
      if (stalled !== undefined) this.#clock.after(0, stalled);
      const reached = this.#onReached;
      if (reached === undefined || !this.#hasReached(reached, event)) return;
      this.#onReached = undefined;
      // Not from within the event: the device is in the middle of it.
      this.#clock.after(0, reached.proceed);
    });
  }

  #hasReached({ until, bytesBefore }: Reached, event: DeviceEvent): boolean {
    if (until === "started") return event.type === "download.started" || event.type === "download.resumed";
    if (typeof until === "string") return until === "launchable" && event.type === "app.launchable";
    return this.#observation.receivedBytes - bytesBefore >= until.receivedBytes;
  }

  #restart(source: EventSource, proceed: () => void): void {
    this.#device.log.emit({
      type: "fault.applied",
      description: this.#device.isIdle
        ? "The device restarts."
        : "The device restarts in the middle of it: everything that runs is killed.",
      source,
    });
    // Whoever waited for the event waits for the device that comes.
    this.#onReached = undefined;
    this.#ports.restart((restarted) => {
      this.#endObservation();
      if (!restarted.ok) {
        this.#finish({ message: restarted.message, source });
        return;
      }
      this.#device = restarted.device;
      this.#clock = restarted.clock;
      this.#endObservation = this.#observe(restarted.device);
      restarted.device.setChallengeAnswers(this.#challengeAnswers);
      for (const action of this.#moves) restarted.device.perform(action);
      this.#run.continueOn(restarted.device);
      restarted.device.resumePending(proceed);
    });
  }

  /** Where periodic checks were due meanwhile, what follows is about them. */
  #advance(step: Extract<ScenarioStep, { readonly kind: "advance" }>, proceed: () => void): void {
    const meanwhile = new Observation();
    const requestsBefore = this.#ports.requestsMade().length;
    this.#meanwhile = meanwhile;
    this.#device.advance(step.durationMs, step, () => {
      this.#meanwhile = undefined;
      if (meanwhile.periodicWasDue) {
        this.#observation = meanwhile;
        this.#requestsBefore = requestsBefore;
      }
      proceed();
    });
  }

  /** At rest, or as far as it can come without a network: there time may pass that brings nothing. */
  #whenStill(callback: () => void): void {
    if (this.#device.isIdle || this.#device.waitsForNetwork) {
      callback();
      return;
    }
    let isOver = false;
    const once = () => {
      if (isOver) return;
      isOver = true;
      this.#onStalled = undefined;
      callback();
    };
    this.#whenIdle(once);
    this.#onStalled = () => {
      if (this.#device.waitsForNetwork) once();
    };
  }

  #whenIdle(callback: () => void): void {
    const device = this.#device;
    device.whenIdle(() => {
      if (device === this.#device) callback();
    });
  }

  #finish(problem?: ScenarioResult["problem"]): void {
    this.#endObservation();
    const result = this.#run.finish();
    const { exitCode, summary } = result;
    this.#done({
      exitCode: problem === undefined ? exitCode : 1,
      summary,
      passed: this.#passed,
      failed: this.#failed,
      ...(problem === undefined ? {} : { problem }),
    });
  }
}
