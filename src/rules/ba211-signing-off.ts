import type { ProjectRule } from "./rule";
import { reported } from "./sources";

const setting = "CODE_SIGNING_ALLOWED";

export const signingOff: ProjectRule = {
  code: "BA211",
  title: "The app or its extension is built without a signature",
  severity: "warning",
  scope: "project",
  evidence: [reported("An extension that is not signed is never registered, and the app traps as if it had none.")],
  explanation:
    "`CODE_SIGNING_ALLOWED = NO` leaves the signature out. An unsigned downloader extension is never registered with the system: a managed app ends at its first use of `AssetPackManager`, as if it had no extension. For builds that only have to compile, give the setting on the command line instead.",
  examples: {
    wrong: "// project.pbxproj\nCODE_SIGNING_ALLOWED = NO;",
    right: "// project.pbxproj\nCODE_SIGNING_ALLOWED = YES;",
  },
  *check({ build, configuration }) {
    if (build === undefined || (configuration.mode === "none" && build.embedding !== "found")) return;
    const seen = new Set<string>();
    for (const [part, name] of [
      [build.app, "app"],
      [build.extension, "extension"],
    ] as const) {
      if (part === undefined) continue;
      const values = part.settings.configurations.flatMap((configuration) => configuration.values(setting));
      for (const { value, location, configuration: under } of values) {
        if (value !== "NO" || location === undefined || /simulator/i.test(under)) continue;
        const place = `${location.path} ${location.range.start}`;
        if (seen.has(place)) continue;
        seen.add(place);
        yield {
          path: location.path,
          range: location.range,
          message: `${setting} is NO (${under}): the ${name} is not signed, so the system never registers the extension, and a managed app ends as if it had none. Leave signing on for what runs on a device.`,
        };
      }
    }
  },
};
