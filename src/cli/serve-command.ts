import { resolve } from "node:path";
import { createInterface } from "node:readline";
import { userStateFolder } from "../node/state-folder";
import type { Command } from "./command";
import { UsageError } from "./io";
import { runServe } from "./serve";
import { serveHelp } from "./serve-commands";

export const serveCommand: Command = {
  name: "serve",
  synopsis: "[DIR] [--port N] [--host NAME]... [options]",
  summary: "Serves a folder over HTTPS with a certificate of its own development certificate authority.",
  details: [
    "DIR defaults to the current folder. With --lan a page with a QR code gets a device to trust the authority, and",
    "shows how far it has come. While it serves, lines typed here publish another folder, throttle, and set faults:",
    ...serveHelp.split("\n").map((line) => `  ${line}`),
    "Ctrl-C ends it.",
  ].join("\n"),
  options: [
    { name: "port", value: "N", description: "The port; 0 takes any free one. Default: 8443." },
    {
      name: "host",
      value: "NAME",
      multiple: true,
      description:
        "Another name of this computer; may be repeated. A name that is not loopback opens the host to the network.",
    },
    { name: "lan", description: "Open the host to the local network under this computer's addresses, for devices." },
    { name: "packs", description: "Serve the asset packs of DIR's packaging manifests: /manifest and /assets/ID." },
    { name: "platform", value: "NAME", description: "With --packs: iOS, macOS, tvOS or visionOS. Default: iOS." },
    { name: "throttle", value: "RATE", description: "How fast each answer comes, such as 2mbps." },
    {
      name: "fault",
      value: "JSON",
      multiple: true,
      description: 'What goes wrong, as in a scenario: {"url": "**/core*", "status": 503}.',
    },
  ],
  async run(args, io) {
    if (args.positionals.length > 1) throw new UsageError("serve takes one folder");
    const input = process.stdin.isTTY === true ? createInterface({ input: process.stdin }) : undefined;
    return runServe(
      {
        directory: resolve(io.cwd, args.positionals[0] ?? "."),
        port: args.count("port"),
        hostNames: args.list("host"),
        stateFolder: userStateFolder(io.env, process.platform),
        lan: args.flag("lan"),
        packs: args.flag("packs"),
        platform: args.choice("platform", ["iOS", "macOS", "tvOS", "visionOS"], "iOS"),
        throttle: args.text("throttle"),
        faults: args.list("fault"),
        env: io.env,
      },
      { ...io, input },
    ).finally(() => input?.close());
  },
};
