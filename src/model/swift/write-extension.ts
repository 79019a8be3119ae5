import type { ProjectMode } from "../app-configuration";
import type { ManifestMapping } from "../manifest/manifest";
import { NotWritable, swiftSteps, swiftString, swiftValue } from "./write-value";

export interface SwiftExtensionInput {
  readonly mode: Exclude<ProjectMode, "none">;
  readonly appName: string;
  readonly bundleIdentifier: string | undefined;
  readonly appGroup: string;
  /** Unmanaged projects only: how their manifest is read. */
  readonly mapping: ManifestMapping | undefined;
  /** What relative URLs are completed with. */
  readonly manifestUrl: string | undefined;
}

export type SwiftExtension = { readonly text: string } | { readonly problem: string };

/**
 * The source of a downloader extension that returns what simulations with this mapping return. Managed projects need next
 * to none: their system downloads by policy.
 */
export function writeSwiftExtension(input: SwiftExtensionInput): SwiftExtension {
  if (input.mode !== "self-hosted-unmanaged") return { text: managedExtension(input) };
  if (input.mapping === undefined) {
    return {
      problem: `How the manifest of ${input.appName} lists its assets is not known. Fetch it, or say it under "manifest" in background-assets.jsonc.`,
    };
  }
  try {
    return { text: unmanagedExtension(input, input.mapping) };
  } catch (error) {
    if (error instanceof NotWritable) return { problem: error.message };
    throw error;
  }
}

function managedExtension({ mode, appName }: SwiftExtensionInput): string {
  const isApple = mode === "apple-hosted";
  return `// The downloader extension of ${oneLine(appName)}. The system downloads asset packs by their policies.
import BackgroundAssets
import ExtensionFoundation
${isApple ? "import StoreKit\n" : ""}
@main
struct DownloaderExtension: ${isApple ? "StoreDownloaderExtension" : "ManagedDownloaderExtension"} {
    func shouldDownload(_ assetPack: AssetPack) -> Bool {
        true
    }
}
`;
}

function unmanagedExtension(input: SwiftExtensionInput, { assets, baseUrl, item }: ManifestMapping): string {
  const { appName, bundleIdentifier, appGroup, manifestUrl } = input;
  const isPathToBase = baseUrl !== undefined && /^[$@]/.test(baseUrl);
  const base =
    baseUrl === undefined
      ? "nil"
      : isPathToBase
        ? `text(value(manifest, ${swiftSteps(baseUrl)}))`
        : swiftString(baseUrl);
  const essential = item.essential === undefined ? "false" : `flag(${swiftValue(item.essential)})`;
  const priority = item.priority === undefined ? ".default" : `downloadPriority(${swiftValue(item.priority)})`;
  const version = item.version === undefined ? "nil" : `text(${swiftValue(item.version)})`;
  return `// The downloader extension of ${oneLine(appName)}, as its simulations have it: Background Assets for VS Code wrote it from the
// manifest's mapping. From here on it is yours to change.
import BackgroundAssets
import ExtensionFoundation
import Foundation
import OSLog

private let appGroup = ${swiftString(appGroup)}
private let log = Logger(subsystem: ${swiftString(bundleIdentifier ?? appName)}, category: "BackgroundAssets")

@main
struct DownloaderExtension: BADownloaderExtension {
    func downloads(
        for request: BAContentRequest,
        manifestURL: URL,
        extensionInfo: BAAppExtensionInfo
    ) -> Set<BADownload> {
        do {
            let store = try AssetStore()
            let missing = try Asset.all(inManifestAt: manifestURL).filter { !store.has($0) }
            try store.expect(missing)
            // Other requests may not return essential downloads.
            let mayBeEssential = request == .install || request == .update
            return Set(missing.map { $0.download(essential: $0.isEssential && mayBeEssential) })
        } catch {
            log.error("No downloads: \\(error)")
            return []
        }
    }

    func backgroundDownload(_ finishedDownload: BADownload, finishedWithFileURL fileURL: URL) {
        do {
            try AssetStore().keep(fileURL, of: finishedDownload.identifier)
        } catch {
            log.error("\\(finishedDownload.identifier) was not kept: \\(error)")
        }
    }

    func backgroundDownload(_ failedDownload: BADownload, failedWithError error: any Error) {
        log.error("\\(failedDownload.identifier) failed: \\(error)")
        // The manifest's own download comes here as well, as another class.
        guard type(of: failedDownload) == BAURLDownload.self, failedDownload.isEssential else { return }
        let manager = BADownloadManager.shared
        manager.withExclusiveControl { isAcquired, error in
            guard isAcquired else {
                log.error("No exclusive control: \\(String(describing: error))")
                return
            }
            do {
                try manager.scheduleDownload(failedDownload.removingEssential())
            } catch {
                log.error("\\(failedDownload.identifier) was not scheduled again: \\(error)")
            }
        }
    }
}

/// One entry of the manifest.
private struct Asset {
    let identifier: String
    let url: URL
    let fileSize: Int
    let isEssential: Bool
    let priority: BADownload.Priority
    let version: String?

    /// Whatever changes it means: download again.
    var fingerprint: String {
        "\\(url.absoluteString) \\(fileSize) \\(version ?? "")"
    }

    func download(essential: Bool) -> BAURLDownload {
        BAURLDownload(
            identifier: identifier,
            request: URLRequest(url: url),
            essential: essential,
            fileSize: fileSize,
            applicationGroupIdentifier: appGroup,
            priority: priority
        )
    }

    static func all(inManifestAt manifestURL: URL) throws -> [Asset] {
        let data = try Data(contentsOf: manifestURL)
        let manifest = try (try? JSONSerialization.jsonObject(with: data, options: .fragmentsAllowed))
            ?? PropertyListSerialization.propertyList(from: data, format: nil)
        let baseURL: String? = ${base}
        return nodes(manifest, ${swiftSteps(assets)}).compactMap { node -> Asset? in
            let asset = node.value
            guard
                let identifier = text(${swiftValue(item.identifier)}),
                let url = absoluteURL(text(${swiftValue(item.url)}), baseURL)
            else { return nil }
            return Asset(
                identifier: identifier,
                url: url,
                fileSize: size(${swiftValue(item.fileSize)}),
                isEssential: ${essential},
                priority: ${priority},
                version: ${version}
            )
        }
    }
}

/// Downloads in the app group's container, where the app finds them too.
private struct AssetStore {
    private let folder: URL
    private var recordURL: URL { folder.appending(path: "record.json") }

    init() throws {
        let manager = FileManager.default
        guard let container = manager.containerURL(forSecurityApplicationGroupIdentifier: appGroup) else {
            throw CocoaError(.fileNoSuchFile)
        }
        folder = container.appending(path: "Library/Caches/BackgroundAssets", directoryHint: .isDirectory)
        try manager.createDirectory(at: folder, withIntermediateDirectories: true)
    }

    func has(_ asset: Asset) -> Bool {
        // The system may remove files when it needs the space.
        readRecord()["installed"]?[asset.identifier] == asset.fingerprint
            && FileManager.default.fileExists(atPath: location(of: asset.identifier).path)
    }

    /// Remembers what is going to come: when it has finished only its identifier is known.
    func expect(_ assets: [Asset]) throws {
        var record = readRecord()
        for asset in assets { record["expected", default: [:]][asset.identifier] = asset.fingerprint }
        try write(record)
    }

    /// Moved, not copied: it stays a file that the system may remove.
    func keep(_ fileURL: URL, of identifier: String) throws {
        let manager = FileManager.default
        let kept = location(of: identifier)
        if manager.fileExists(atPath: kept.path) { try manager.removeItem(at: kept) }
        try manager.moveItem(at: fileURL, to: kept)
        var record = readRecord()
        record["installed", default: [:]][identifier] = record["expected"]?[identifier]
        try write(record)
    }

    private func location(of identifier: String) -> URL {
        let name = identifier.addingPercentEncoding(withAllowedCharacters: .alphanumerics) ?? identifier
        return folder.appending(path: "\\(name).asset")
    }

    private func readRecord() -> [String: [String: String]] {
        guard let data = try? Data(contentsOf: recordURL) else { return [:] }
        return (try? JSONDecoder().decode([String: [String: String]].self, from: data)) ?? [:]
    }

    private func write(_ record: [String: [String: String]]) throws {
        try JSONEncoder().encode(record).write(to: recordURL, options: .atomic)
    }
}

/// A step into the manifest: a member's name, a position (from the end below 0), or everything.
private enum Step: ExpressibleByStringLiteral, ExpressibleByIntegerLiteral {
    case member(String)
    case position(Int)
    case all

    init(stringLiteral name: String) { self = .member(name) }
    init(integerLiteral position: Int) { self = .position(position) }
}

/// Something in the manifest, with its name or its place in a list.
private struct Node {
    let key: String
    let value: Any
}

/// What the steps lead to.
private func nodes(_ root: Any, _ steps: [Step]) -> [Node] {
    var found = [Node(key: "0", value: root)]
    for step in steps {
        found = found.flatMap { node -> [Node] in
            let members = node.value as? [String: Any] ?? [:]
            let list = node.value as? [Any] ?? []
            switch step {
            case .member(let name):
                guard let member = members[name] else { return [] }
                return [Node(key: name, value: member)]
            case .position(let position):
                let index = position < 0 ? list.count + position : position
                return list.indices.contains(index) ? [Node(key: String(index), value: list[index])] : []
            case .all:
                return list.enumerated().map { Node(key: String($0.offset), value: $0.element) }
                    + members.map { Node(key: $0.key, value: $0.value) }
            }
        }
    }
    return found
}

private func value(_ root: Any, _ steps: [Step]) -> Any? {
    let found = nodes(root, steps).first?.value
    return found is NSNull ? nil : found
}

private func text(_ value: Any?) -> String? {
    if let text = value as? String { return text.isEmpty ? nil : text }
    return (value as? NSNumber)?.stringValue
}

/// 0: not known.
private func size(_ value: Any?) -> Int {
    if let text = value as? String { return Int(text.trimmingCharacters(in: .whitespaces)) ?? 0 }
    return (value as? NSNumber)?.intValue ?? 0
}

/// An object counts as well: its mere presence can be the flag.
private func flag(_ value: Any?) -> Bool {
    if let text = value as? String { return ["true", "yes", "1"].contains(text.lowercased()) }
    if let number = value as? NSNumber { return number == 1 }
    return value != nil
}

private func downloadPriority(_ value: Any?) -> BADownload.Priority {
    if (value as? NSNumber) === kCFBooleanTrue { return .max }
    switch (value as? String)?.lowercased() {
    case "min", "low": return .min
    case "max", "high": return .max
    default: return .default
    }
}

/// Nothing where a part is missing. Two slashes that meet become one.
private func joined(_ parts: [String?]) -> String? {
    var text = ""
    for part in parts {
        guard let part else { return nil }
        text += text.hasSuffix("/") && part.hasPrefix("/") ? String(part.dropFirst()) : part
    }
    return text
}

private func absoluteURL(_ text: String?, _ baseURL: String?) -> URL? {
    guard let text else { return nil }
    var base = baseURL ?? manifestAddress
    // A base is a folder.
    if baseURL != nil, !base.hasSuffix("/"), !base.contains("?"), !base.contains("#") { base += "/" }
    return URL(string: text, relativeTo: URL(string: base))?.absoluteURL
}

/// BAManifestURL, from which relative addresses start.
private let manifestAddress = ${swiftString(manifestUrl ?? "")}
`;
}

/** For a comment, which ends at the line's end. */
function oneLine(text: string): string {
  return text.replace(/[\p{Cc}\u2028\u2029]/gu, " ");
}
