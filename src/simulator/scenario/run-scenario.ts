import type { Device } from "../device";
import type { EventSource } from "../events";
import type { Clock } from "../ports";
import { type Run, type RunResult, startRun } from "../run";
import { judgeExpectation } from "./judge-expectation";
import { Observation } from "./observation";
import type { Scenario, ScenarioStep } from "./scenario";

export interface ScenarioPorts {
  /** The device's own clock. */
  readonly clock: Clock;
  /** Puts another folder (as the scenario names it) behind the scenario's host. `problem`: why that was not possible. */
  readonly publish: (folder: string, done: (problem?: string) => void) => void;
  /** Which simulator writes the log. */
  readonly simulator: string;
}

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

class ScenarioRun {
  readonly #scenario: Scenario;
  readonly #device: Device;
  readonly #ports: ScenarioPorts;
  readonly #done: (result: ScenarioResult) => void;
  readonly #run: Run;
  readonly #endObservation: () => void;
  #observation = new Observation();
  #onLaunchable: (() => void) | undefined;
  /** What waits for the event under way to come to rest. */
  #onRest: (() => void) | undefined;
  #passed = 0;
  #failed = 0;

  constructor(scenario: Scenario, device: Device, ports: ScenarioPorts, done: (result: ScenarioResult) => void) {
    this.#scenario = scenario;
    this.#device = device;
    this.#ports = ports;
    this.#done = done;
    this.#endObservation = device.log.observe((event) => {
      this.#observation.observe(event);
      if (event.type === "app.launchable") this.#onLaunchable?.();
    });
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
    // Conditions change and the app is launched while downloads run; everything else waits for them.
    if (step.kind === "set" || step.kind === "app") this.#perform(step, proceed);
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
        device.launch(proceed);
        return;
      case "publish":
        this.#ports.publish(step.folder, (problem) => {
          if (problem === undefined) proceed();
          else this.#finish({ message: problem, source: step.source });
        });
        return;
      case "expect":
        for (const expectation of step.expectations) {
          const verdict = judgeExpectation(expectation, this.#observation, device.state);
          if (verdict.passed) this.#passed++;
          else this.#failed++;
          device.log.emit({ type: "expectation", ...verdict, source: expectation.source });
        }
        proceed();
    }
  }

  #fire(step: Extract<ScenarioStep, { readonly kind: "event" }>, proceed: () => void): void {
    this.#observation = new Observation();
    let hasProceeded = false;
    const proceedOnce = () => {
      if (hasProceeded) return;
      hasProceeded = true;
      this.#onLaunchable = undefined;
      proceed();
    };
    // Not from within the event that made the app launchable: the device is in the middle of it.
    if (step.until === "launchable") this.#onLaunchable = () => this.#ports.clock.after(0, proceedOnce);
    const { event, force, language, appVersion } = step;
    this.#device.fire(event, { force, language, appVersion }, () => {
      const onRest = this.#onRest;
      this.#onRest = undefined;
      proceedOnce();
      onRest?.();
    });
  }

  /** Where periodic checks were due meanwhile, what follows is about them. */
  #advance(step: Extract<ScenarioStep, { readonly kind: "advance" }>, proceed: () => void): void {
    const before = this.#observation;
    const during = new Observation();
    if (step.periodicChecks) this.#observation = during;
    this.#device.advance(step.durationMs, step, () => {
      if (!during.periodicWasDue) this.#observation = before;
      proceed();
    });
  }

  #whenIdle(callback: () => void): void {
    if (this.#device.isIdle) callback();
    else this.#onRest = callback;
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
