import { statSync } from "node:fs";
import { resolve } from "node:path";
import type { SourceFile } from "../../model/project/snapshot";
import { corePath, type ReadingProblem, reasonOf } from "../walk-project";
import { ProductFileError, type ProductFiles } from "./product-files";
import { ProductFolder } from "./product-folder";
import { ZipArchive } from "./zip-archive";

/** Property lists and profiles of a bundle have some kilobytes. */
const largestFileInBytes = 16 * 1024 * 1024;
/** Apps in one archive, and extensions in one app. */
const mostBundles = 100;

export interface BuiltProducts {
  /** Paths are the product's with what lies in it, `…/App.ipa/Payload/App.app/Info.plist`. */
  readonly files: readonly SourceFile[];
  /** The Info.plists of the apps; all that could tell of an extension was read. */
  readonly wholeApps: ReadonlySet<string>;
  readonly failed: readonly ReadingProblem[];
}

/** Whether a path is meant to be something that Xcode builds or exports, by its name. */
export function isBuiltProductPath(path: string): boolean {
  return /\.(app|appex|xcarchive|ipa)[\\/]*$/i.test(path);
}

/**
 * Reads of each `.app`, `.appex`, `.xcarchive` or `.ipa` what tells about Background Assets: the Info.plists of the app
 * and of its extensions (in `Extensions`, and in `PlugIns`, where they do not belong), with the entitlements that were
 * kept beside them or, else, the provisioning profile.
 */
export function readBuiltProducts(paths: readonly string[]): BuiltProducts {
  const files = new Map<string, SourceFile>();
  const wholeApps = new Set<string>();
  const failed: ReadingProblem[] = [];
  for (const path of paths) {
    try {
      const product = readProduct(resolve(path));
      for (const file of product.files) files.set(file.path, file);
      for (const app of product.wholeApps) wholeApps.add(app);
    } catch (error) {
      failed.push({ path, message: error instanceof ProductFileError ? error.message : reasonOf(error) });
    }
  }
  return { files: [...files.values()], wholeApps, failed };
}

function readProduct(path: string): Pick<BuiltProducts, "files" | "wholeApps"> {
  if (statSync(path).isDirectory()) return readBundles(path, new ProductFolder(path));
  if (!/\.ipa$/i.test(path)) throw new ProductFileError("is a file, where a folder is expected");
  const archive = new ZipArchive(path);
  try {
    return readBundles(path, archive);
  } finally {
    archive.close();
  }
}

function readBundles(path: string, product: ProductFiles): Pick<BuiltProducts, "files" | "wholeApps"> {
  const reader = new BundleReader(path, product);
  const kind = /\.(\w+)$/.exec(path)?.[1]?.toLowerCase();
  if (kind === "appex") {
    if (!reader.readBundle("")) throw new ProductFileError("holds no Info.plist");
  } else if (kind === "app") {
    if (!reader.readApp("")) throw new ProductFileError("holds no Info.plist");
  } else {
    const folder = kind === "ipa" ? "Payload" : "Products/Applications";
    const apps = product.list(folder).filter((name) => /\.app$/i.test(name));
    if (apps.length > mostBundles) throw new ProductFileError(`holds ${apps.length} apps, more than an archive has`);
    const found = apps.filter((name) => reader.readApp(`${folder}/${name}`));
    if (found.length === 0) throw new ProductFileError(`holds no app: there is no Info.plist of one below ${folder}`);
  }
  return reader;
}

class BundleReader {
  readonly files: SourceFile[] = [];
  readonly wholeApps = new Set<string>();
  readonly #path: string;
  readonly #product: ProductFiles;

  constructor(path: string, product: ProductFiles) {
    this.#path = corePath(path);
    this.#product = product;
  }

  readApp(bundle: string): boolean {
    const infoPlist = this.readBundle(bundle);
    if (infoPlist === undefined) return false;
    for (const folder of ["Extensions", "PlugIns"]) {
      const at = below(contentsOf(bundle, infoPlist), folder);
      const names = this.#product.list(at).filter((name) => /\.appex$/i.test(name));
      if (names.length > mostBundles) throw new ProductFileError(`holds ${names.length} extensions in ${at}`);
      for (const name of names) this.readBundle(below(at, name));
    }
    this.wholeApps.add(this.#absolute(infoPlist));
    return true;
  }

  /** The path of the bundle's Info.plist, which is in `Contents` on macOS; undefined without one. */
  readBundle(bundle: string): string | undefined {
    const infoPlist = [below(bundle, "Info.plist"), below(bundle, "Contents/Info.plist")].find((path) =>
      this.#add(path),
    );
    if (infoPlist === undefined) return undefined;
    const contents = contentsOf(bundle, infoPlist);
    // What was signed tells more than what may be signed; only older versions of Xcode leave it in the bundle.
    const entitlements = ["archived-expanded-entitlements.xcent", "Resources/archived-expanded-entitlements.xcent"];
    const profiles = ["embedded.mobileprovision", "embedded.provisionprofile"];
    [...entitlements, ...profiles].some((name) => this.#add(below(contents, name)));
    return infoPlist;
  }

  #add(path: string): boolean {
    const content = this.#product.read(path, largestFileInBytes);
    if (content !== undefined) this.files.push({ path: this.#absolute(path), version: 1, content });
    return content !== undefined;
  }

  #absolute(path: string): string {
    return below(this.#path, path);
  }
}

function contentsOf(bundle: string, infoPlist: string): string {
  return infoPlist === below(bundle, "Info.plist") ? bundle : below(bundle, "Contents");
}

function below(folder: string, path: string): string {
  return folder === "" ? path : `${folder}/${path}`;
}
