// What a suite reports, wherever it runs: shown as the unit runner shows its tests, and counted.

/** @typedef {import("../../test/vscode/run-mocha").TestRecord} TestRecord */
/** @typedef {{passed: number, failed: number, skipped: number}} Counts */

const color = process.stdout.isTTY && !process.env.NO_COLOR;
const paint = (/** @type {number} */ code, /** @type {string} */ text) =>
  color ? `\u001b[${code}m${text}\u001b[39m` : text;

/**
 * @param {(line: string) => void} print
 */
export function recordPrinter(print = console.log) {
  const counts = { passed: 0, failed: 0, skipped: 0 };
  /** @type {string[]} */
  let shownSuites = [];
  /** @type {TestRecord[]} */
  const failures = [];

  const showSuites = (/** @type {readonly string[]} */ suites) => {
    suites.forEach((title, depth) => {
      if (shownSuites[depth] === title) return;
      print(`${"  ".repeat(depth)}▶ ${title}`);
      shownSuites = [...suites.slice(0, depth + 1)];
    });
    shownSuites = [...suites];
  };

  return {
    /** @param {TestRecord} record */
    add(record) {
      counts[record.state]++;
      showSuites(record.suites);
      const indent = "  ".repeat(record.suites.length);
      const duration = `(${Math.round(record.durationMs)}ms)`;
      if (record.state === "passed") print(`${indent}${paint(32, `✔ ${record.title}`)} ${paint(90, duration)}`);
      else if (record.state === "skipped") print(`${indent}${paint(90, `﹣ ${record.title} # SKIP`)}`);
      else {
        print(`${indent}${paint(31, `✖ ${record.title}`)} ${paint(90, duration)}`);
        failures.push(record);
      }
    },

    /**
     * Something that is not a test went wrong, or tests could not run.
     * @param {"failed" | "skipped"} state
     * @param {string} title
     * @param {string} explanation
     */
    addOutcome(state, title, explanation) {
      this.add({ suites: [], title, state, durationMs: 0, ...(state === "failed" ? { error: explanation } : {}) });
      if (state === "skipped") print(`  ${explanation}`);
    },

    /** Failures once more with their stacks, at the end, where one looks. @returns {Counts} */
    finish() {
      if (failures.length > 0) print(`\n${paint(31, "✖ failing tests:")}`);
      for (const { suites, title, error } of failures) {
        print(`\n${[...suites, title].join(" › ")}\n${(error ?? "").replace(/^/gm, "  ")}`);
      }
      return counts;
    },
  };
}
