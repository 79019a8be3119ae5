import { sourceOf } from "../model/packs/selector";
import { packOf, resolvedSelectors, someOf } from "./packs";
import type { FileRule } from "./rule";
import { assetPackArticle } from "./sources";

export const macExecutable: FileRule = {
  code: "BA313",
  title: "An asset pack holds a program for macOS",
  severity: "error",
  scope: "file",
  evidence: [
    assetPackArticle("Any kind of file may be in a pack, also code for CPU and GPU, but no executables for macOS."),
  ],
  explanation:
    "Programs and libraries for macOS are not allowed in asset packs. They are recognised by their first bytes (Mach-O with macOS as the platform); only files without an ending, or with one of libraries, are looked at.",
  *check(file, snapshot) {
    for (const { selector, files } of resolvedSelectors(packOf(file, snapshot))) {
      const programs = files.filter(({ source }) => source.isMacExecutable === true).map(({ path }) => path);
      if (selector.kind === "exclusion" || programs.length === 0) continue;
      yield {
        path: file.path,
        range: sourceOf(selector).range,
        message: `${programs.length === 1 ? "A program" : `${programs.length} programs`} for macOS ${programs.length === 1 ? "is" : "are"} selected (${someOf(programs)}): asset packs must not hold executables for macOS. Leave ${programs.length === 1 ? "it" : "them"} out, and ship code with the app.`,
      };
    }
  },
};
