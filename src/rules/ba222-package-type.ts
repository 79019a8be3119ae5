import { replaceValue } from "./plist-fixes";
import { literalString, topEntry } from "./project-facts";
import type { ProjectRule } from "./rule";
import { reported } from "./sources";

const key = "CFBundlePackageType";

export const packageType: ProjectRule = {
  code: "BA222",
  title: "The extension's CFBundlePackageType is not XPC!",
  severity: "warning",
  scope: "project",
  evidence: [
    reported(
      "An ExtensionKit extension has the package type `XPC!`; Xcode fills it in.",
      "https://github.com/bazelbuild/rules_apple/issues/1943",
    ),
  ],
  explanation:
    "`CFBundlePackageType` says what a bundle is: `APPL` for apps, `XPC!` for extensions. One that was copied from another target makes a bundle that App Store Connect and the device do not take for an extension. With `$(PRODUCT_BUNDLE_PACKAGE_TYPE)` Xcode writes the right one.",
  examples: {
    wrong: "<key>CFBundlePackageType</key>\n<string>APPL</string>",
    right: "<key>CFBundlePackageType</key>\n<string>$(PRODUCT_BUNDLE_PACKAGE_TYPE)</string>",
  },
  *check({ app, extension }) {
    const value = topEntry(extension, key)?.value;
    const type = literalString(value);
    if (extension === undefined || extension === app || value === undefined) return;
    if (type === undefined || type === "XPC!") return;
    yield {
      path: extension.path,
      range: value.range,
      message: `The extension's ${key} is “${type.slice(0, 40)}”, and that of an extension is XPC!: App Store Connect and the device do not take the bundle for one. Write $(PRODUCT_BUNDLE_PACKAGE_TYPE).`,
      fixes: [
        {
          title: "Write $(PRODUCT_BUNDLE_PACKAGE_TYPE)",
          preferred: true,
          edits: () => [replaceValue(extension, value, "$(PRODUCT_BUNDLE_PACKAGE_TYPE)")],
        },
      ],
    };
  },
};
