/** The text of a project.pbxproj with an app and what it embeds, as Xcode writes it. */
export interface ProjectParts {
  /** Settings of the app's target, for each configuration: lines of `NAME = value;`. */
  readonly app: Readonly<Record<string, string>>;
  /** Undefined: no extension target. */
  readonly extension?: Readonly<Record<string, string>> | undefined;
  readonly project?: Readonly<Record<string, string>> | undefined;
  readonly extensionType?: string;
  /** The lines of the embedding phase that say where; undefined: the extension is not embedded. */
  readonly embed?: string | undefined;
  /** Ids and objects of phases before and after the embedding one. */
  readonly scriptsBefore?: readonly string[];
  /** Lines put behind `name = Release` of the project's configurations. */
  readonly baseConfiguration?: string | undefined;
  readonly objects?: string;
}

export const embedInExtensions = 'dstPath = "$(EXTENSIONS_FOLDER_PATH)";\n\t\t\tdstSubfolderSpec = 16;';

export function pbxprojText(parts: ProjectParts): string {
  const scripts = (parts.scriptsBefore ?? []).map((name, index) => ({ id: `SCRIPT${index}`, name }));
  const hasExtension = parts.extension !== undefined;
  const isEmbedded = hasExtension && parts.embed !== undefined;
  return `// !$*UTF8*$!
{
	archiveVersion = 1;
	objectVersion = 77;
	objects = {
/* Begin PBXBuildFile section */
		BUILDFILE /* Downloader.appex in Embed */ = {isa = PBXBuildFile; fileRef = APPEX /* Downloader.appex */; };
/* End PBXBuildFile section */
		APPEX = {isa = PBXFileReference; path = Downloader.appex; sourceTree = BUILT_PRODUCTS_DIR; };
		CONFIGFILE = {isa = PBXFileReference; path = Base.xcconfig; sourceTree = "<group>"; };
		CONFIGGROUP = {isa = PBXGroup; children = (CONFIGFILE, ); path = Config; sourceTree = "<group>"; };
		MAIN = {isa = PBXGroup; children = (CONFIGGROUP, ); sourceTree = "<group>"; };
		EMBED /* Embed ExtensionKit Extensions */ = {
			isa = PBXCopyFilesBuildPhase;
			${parts.embed ?? embedInExtensions}
			files = (BUILDFILE /* Downloader.appex */, );
			name = "Embed ExtensionKit Extensions";
		};
${scripts.map(({ id, name }) => `\t\t${id} = {isa = PBXShellScriptBuildPhase; name = "${name}"; shellScript = "exit 0"; };`).join("\n")}
		APP /* App */ = {
			isa = PBXNativeTarget;
			buildConfigurationList = APPLIST;
			buildPhases = (
				${[...scripts.map(({ id }) => id), ...(isEmbedded ? ["EMBED"] : [])].map((id) => `${id},`).join("\n\t\t\t\t")}
			);
			name = App;
			productType = "com.apple.product-type.application";
		};
		EXT /* Downloader */ = {
			isa = PBXNativeTarget;
			buildConfigurationList = EXTLIST;
			buildPhases = ();
			name = Downloader;
			productReference = APPEX;
			productType = "${parts.extensionType ?? "com.apple.product-type.extensionkit-extension"}";
		};
		PROJECT = {
			isa = PBXProject;
			buildConfigurationList = PROJECTLIST;
			mainGroup = MAIN;
			projectDirPath = "";
			targets = (APP, ${hasExtension ? "EXT, " : ""});
		};
${configurations("APP", parts.app)}
${configurations("EXT", parts.extension ?? {})}
${configurations("PROJECT", parts.project ?? { Debug: "", Release: "" }, parts.baseConfiguration)}
${parts.objects ?? ""}
	};
	rootObject = PROJECT /* Project object */;
}
`;
}

function configurations(owner: string, byName: Readonly<Record<string, string>>, base = ""): string {
  const names = Object.keys(byName);
  const objects = names.map(
    (name) => `\t\t${owner}${name} /* ${name} */ = {
			isa = XCBuildConfiguration;
			${base}
			buildSettings = {
				${(byName[name] ?? "").split("\n").join("\n\t\t\t\t")}
			};
			name = ${name};
		};`,
  );
  const ids = names.map((name) => `${owner}${name}, `).join("");
  return `${objects.join("\n")}\n\t\t${owner}LIST = {isa = XCConfigurationList; buildConfigurations = (${ids}); };`;
}
