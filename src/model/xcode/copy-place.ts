import type { CopyPlace } from "./xcode-project";

/** `dstSubfolderSpec` of a copy phase, and the names that newer project files and XcodeGen write instead. */
const subfolders: Readonly<Record<string, "products" | "wrapper" | "plugins" | "other">> = {
  "16": "products",
  product: "products",
  products: "products",
  productsdirectory: "products",
  "1": "wrapper",
  wrapper: "wrapper",
  "13": "plugins",
  plugins: "plugins",
  "0": "other",
  absolute: "other",
  absolutepath: "other",
  "6": "other",
  executables: "other",
  "7": "other",
  resources: "other",
  "10": "other",
  frameworks: "other",
  "11": "other",
  sharedframeworks: "other",
  "12": "other",
  sharedsupport: "other",
  "15": "other",
  javaresources: "other",
};

/**
 * Where a copy phase puts a product. Xcode's own phase for ExtensionKit extensions is the products directory with
 * `$(EXTENSIONS_FOLDER_PATH)`, which is `YourApp.app/Extensions` (`YourApp.app/Contents/Extensions` on macOS).
 */
export function copyPlace(subfolder: string, path: string): CopyPlace {
  const base = subfolders[subfolder.trim().toLowerCase()];
  const plain = path.trim().replace(/^\.?\/+|\/+$/g, "");
  switch (base) {
    case undefined:
      return "unknown";
    case "plugins":
      if (!plain.includes("..")) return "plugins";
      return plain === "../Extensions" ? "extensions" : "unknown";
    case "wrapper":
      if (/^(Contents\/)?Extensions$/.test(plain)) return "extensions";
      if (/^(Contents\/)?PlugIns$/i.test(plain)) return "plugins";
      return plain.includes("$") ? "unknown" : "elsewhere";
    case "products":
      if (/^\$[({]EXTENSIONS_FOLDER_PATH[)}]$/.test(plain)) return "extensions";
      if (/^\$[({](CONTENTS_FOLDER_PATH|WRAPPER_NAME|FULL_PRODUCT_NAME)[)}](\/Contents)?\/Extensions$/.test(plain)) {
        return "extensions";
      }
      if (/^\$[({]PLUGINS_FOLDER_PATH[)}]$/.test(plain) || /\/PlugIns$/i.test(plain)) return "plugins";
      return plain.includes("$") || /\.app\//.test(plain) ? "unknown" : "elsewhere";
    default:
      return "elsewhere";
  }
}
