import { resolve } from "node:path";
import type { Command } from "./command";
import { UsageError } from "./io";

export const mediaCommand: Command = {
  name: "media",
  synopsis: "PLAN.media-plan.jsonc [options]",
  summary: "Works out what an offline media plan saves of a stream, why and how much, and downloads it on demand.",
  details: [
    "Playlists are fetched from the network; with --download the segments too, into a folder with playlists that name",
    "local files. A download that was interrupted is continued. Running it is the consent to connect to public hosts;",
    "private and loopback addresses need --map-host or --allow-private. background-assets.jsonc above the plan counts.",
    "Exit code 0: all went as it should; 1: an error was found, or the download is not complete; 2: could not run.",
    "",
    "  background-assets media film.media-plan.jsonc",
    "  background-assets media film.media-plan.jsonc --download --output film-offline --max-bytes 500000000",
  ].join("\n"),
  options: [
    { name: "download", description: "Downloads what the plan takes." },
    { name: "format", value: "text|json", description: "json: schemas/media-output.schema.json. Default: text." },
    {
      name: "output",
      value: "DIR",
      description: "Where the download goes. Default: the plan's outputFolder, else the user's state folder.",
    },
    {
      name: "map-host",
      value: "FROM=TO",
      multiple: true,
      description: "Requests to origin FROM go to origin TO. TO may be http. May be repeated.",
    },
    {
      name: "ca",
      value: "FILE",
      multiple: true,
      description: "Trusts the certificate authorities of a PEM file as well. May be repeated.",
    },
    { name: "allow-private", description: "Permits private and loopback addresses." },
    {
      name: "max-bytes",
      value: "N",
      description: "Stops the download at this size, where the plan's byteBudget is not smaller.",
    },
  ],
  async run(args, io) {
    const [plan, second] = args.positionals;
    if (plan === undefined || second !== undefined) throw new UsageError("media takes one plan, NAME.media-plan.jsonc");
    const output = args.text("output");
    const format = args.choice("format", ["text", "json"], "text");
    const maxBytes = args.count("max-bytes");
    // The network is loaded only when something is planned.
    const { runMedia } = await import("./media/run-media");
    return runMedia(
      {
        planPath: resolve(io.cwd, plan),
        downloads: args.flag("download"),
        format,
        output: output === undefined ? undefined : resolve(io.cwd, output),
        hostMappings: args.list("map-host"),
        caFiles: args.list("ca").map((path) => resolve(io.cwd, path)),
        allowPrivate: args.flag("allow-private"),
        maxBytes,
      },
      io,
    );
  },
};
