import { resolve } from "node:path";
import { userStateFolder } from "../node/state-folder";
import type { Command } from "./command";
import { UsageError } from "./io";
import { runServe } from "./serve";

export const serveCommand: Command = {
  name: "serve",
  synopsis: "[DIR] [--port N] [--host NAME]...",
  summary: "Serves a folder over HTTPS with a certificate of its own development certificate authority.",
  details: "DIR defaults to the current folder. Ctrl-C ends it.",
  options: [
    { name: "port", value: "N", description: "The port; 0 takes any free one. Default: 8443." },
    {
      name: "host",
      value: "NAME",
      multiple: true,
      description:
        "Another name of this computer; may be repeated. A name that is not loopback opens the host to the network.",
    },
  ],
  async run(args, io) {
    if (args.positionals.length > 1) throw new UsageError("serve takes one folder");
    return runServe(
      {
        directory: resolve(io.cwd, args.positionals[0] ?? "."),
        port: args.count("port"),
        hostNames: args.list("host"),
        stateFolder: userStateFolder(io.env, process.platform),
      },
      io,
    );
  },
};
