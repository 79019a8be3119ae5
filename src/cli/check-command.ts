import { runCheck } from "./check";
import type { Command } from "./command";

export const checkCommand: Command = {
  name: "check",
  synopsis: "[PATH...] [options]",
  summary: "Checks Info.plists, entitlements and manifests. Never opens a connection.",
  details: [
    "A PATH is a folder, in which what belongs to Background Assets is found, a built product (.app,",
    ".appex, .xcarchive, .ipa) or a file, which is always read. Default: the current folder.",
    "Exit code: 0 nothing at or above --fail-on, 1 something, 2 could not run.",
  ].join("\n"),
  options: [
    { name: "format", value: "FORMAT", description: "text, json, sarif or github. Default: text." },
    {
      name: "fail-on",
      value: "LEVEL",
      description: "error, warning, info or never: from which severity on the exit code is 1. Default: error.",
    },
    { name: "manifest", value: "FILE", description: "The local copy of what BAManifestURL delivers." },
    { name: "fix", description: "Apply the preferred fixes, then report what remains." },
  ],
  run: async (args, io) =>
    runCheck(
      {
        paths: args.positionals,
        format: args.choice("format", ["text", "json", "sarif", "github"], "text"),
        failOn: args.choice("fail-on", ["error", "warning", "info", "never"], "error"),
        manifest: args.text("manifest"),
        fix: args.flag("fix"),
      },
      io,
    ),
};
