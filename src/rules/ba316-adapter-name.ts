import { packOf } from "./packs";
import type { FileRule } from "./rule";
import { reported } from "./sources";

export const adapterName: FileRule = {
  code: "BA316",
  title: "The identifier of an adapter's pack is not one that Foundation Models finds",
  severity: "warning",
  scope: "file",
  evidence: [
    reported(
      "Adapters are found by identifiers of the form fmadapter-NAME-REVISION, whose parts hold letters, digits and underscores. A hyphen in the name ends in compatibleAdapterNotFound, only with Apple hosting and TestFlight.",
    ),
  ],
  explanation:
    "An adapter for Foundation Models is looked up by the identifier of its pack: `fmadapter-`, the adapter's name, a hyphen, the revision of the model. Neither of the two parts may hold a hyphen. With another form everything works from a local file, and fails with `compatibleAdapterNotFound` once Apple hosts the pack.",
  examples: {
    wrong: '"assetPackID": "fmadapter-my-summarizer-base26_0"',
    right: '"assetPackID": "fmadapter-my_summarizer-base26_0"',
  },
  *check(file, snapshot) {
    const id = packOf(file, snapshot)?.manifest.id;
    if (id === undefined || !/^fmadapter/i.test(id.value) || /^fmadapter-\w+-\w+$/.test(id.value)) return;
    const parts = /^fmadapter[-_]?(.+)-([^-]+)$/i.exec(id.value);
    const better =
      parts === null ? undefined : `fmadapter-${parts[1]?.replace(/\W+/g, "_")}-${parts[2]?.replace(/\W+/g, "_")}`;
    yield {
      path: file.path,
      range: id.range,
      message: `“${id.value}” is not of the form fmadapter-NAME-REVISION with letters, digits and underscores in the two parts: the adapter is not found (compatibleAdapterNotFound) once the pack comes from a server.`,
      fixes:
        better === undefined
          ? []
          : [
              {
                title: `Write ${better}`,
                preferred: false,
                edits: () => [{ path: file.path, edits: [{ range: id.range, newText: JSON.stringify(better) }] }],
              },
            ],
    };
  },
};
