import type { Command } from "./command";
import { runWriteManifest } from "./download-manifest/write-manifest";
import { UsageError } from "./io";

const platforms = ["iOS", "macOS", "tvOS", "visionOS"] as const;

export const downloadManifestCommand: Command = {
  name: "download-manifest",
  synopsis: "create | update [DIR] --base-url URL | check [DIR | FILE | URL]",
  summary: "Writes the manifest of a self-hosted managed project, and checks what is published.",
  details: [
    "create   from the packaging manifests of DIR and their archives; every pack begins with version 1",
    "update   goes on from the manifest that is there: versions rise for archives that changed",
    "check    asks the server what a device would: the manifest, with a query parameter too, and each pack's size,",
    "         ranges and version. A folder stands for the BAManifestURL of its app. Running it is the consent to",
    "         connect to public hosts.",
    `What was published is remembered in background-assets.published.json: commit it.`,
  ].join("\n"),
  options: [
    { name: "archives", value: "DIR", description: "create, update: where the archives are. Default: build." },
    {
      name: "base-url",
      value: "URL",
      description: "create, update: where the archives will be found; update: those that are new or changed.",
    },
    { name: "move-all", description: "update: archives that did not change are at --base-url as well." },
    { name: "platform", value: "NAME", description: "create, update: iOS, macOS, tvOS or visionOS. Default: iOS." },
    { name: "output", value: "FILE", description: "create, update: the manifest. Default: manifest.json." },
    { name: "raise", value: "ID", multiple: true, description: "update: raise this pack's version in any case." },
    { name: "previous", value: "FILE", description: "check: a manifest that was published: no version may be lower." },
    {
      name: "map-host",
      value: "FROM=TO",
      multiple: true,
      description: "check: answer for an origin from another one.",
    },
    { name: "ca", value: "FILE", multiple: true, description: "check: trust these certificate authorities (PEM)." },
    { name: "allow-private", description: "check: permit private and loopback addresses." },
    { name: "format", value: "FORMAT", description: "check: text or json. Default: text." },
  ],
  async run(args, io) {
    const [action, folder = ".", ...rest] = args.positionals;
    if (rest.length > 0) throw new UsageError(`download-manifest ${action} takes one path`);
    switch (action) {
      case "create":
      case "update":
        return runWriteManifest(
          {
            action,
            folder,
            archives: args.text("archives"),
            baseUrl: args.text("base-url"),
            platform: args.choice("platform", platforms, "iOS"),
            output: args.text("output"),
            raised: args.list("raise"),
            movesAll: args.flag("move-all"),
          },
          io,
        );
      case "check": {
        // The network is loaded only where it is used.
        const { runCheckManifest } = await import("./download-manifest/check-manifest");
        return runCheckManifest(
          {
            subject: folder,
            previous: args.text("previous"),
            hostMappings: args.list("map-host"),
            caFiles: args.list("ca"),
            allowPrivate: args.flag("allow-private"),
            format: args.choice("format", ["text", "json"], "text"),
          },
          io,
        );
      }
      default:
        throw new UsageError("download-manifest needs one of create, update and check");
    }
  },
};
