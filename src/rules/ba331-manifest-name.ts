import { rangeOfNode } from "../model/json/tree";
import { fileName } from "../model/project/paths";
import { isOtherKind, packagingManifest, packIdOf } from "./packaging-manifest";
import type { FileRule } from "./rule";
import { reported } from "./sources";

export const manifestName: FileRule = {
  code: "BA331",
  title: "The packaging manifest's name does not end in .json",
  severity: "warning",
  scope: "file",
  evidence: [reported('ba-package ends with the code 64 and `path extension isn\'t "json"`.')],
  explanation:
    "`ba-package` takes manifests only whose names end in `.json`, comments or not; with any other it ends at once (exit code 64). The message is also seen where a sandbox keeps the tool from the file, whatever its name.",
  *check(file) {
    const manifest = packagingManifest(file);
    const id = manifest === undefined || isOtherKind(manifest.root) ? undefined : packIdOf(manifest.root);
    const name = fileName(file.path);
    if (id === undefined || /\.json$/i.test(name)) return;
    yield {
      path: file.path,
      range: rangeOfNode(id.node),
      message: `ba-package does not read ${name}: it takes manifests whose names end in .json, and ends with “path extension isn't "json"” (64). Name it ${name.replace(/\.[^.]*$/, "")}.json.`,
    };
  },
};
