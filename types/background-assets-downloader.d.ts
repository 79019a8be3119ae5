/**
 * The downloader extension of an app in JavaScript or TypeScript, for simulations: `downloader` in background-assets.jsonc
 * names a module that exports one as its default. The methods are those of `BADownloaderExtension`.
 *
 * Each call is a process of its own. What is to be remembered goes into files below `device.containerURL`.
 */
export interface Downloader {
  /**
   * `downloads(for:manifestURL:extensionInfo:)`: everything that is to be downloaded, at once.
   *
   * @param manifestURL the manifest that was downloaded before; deleted when the method returns
   */
  downloads(
    request: ContentRequest,
    manifestURL: URL,
    extensionInfo: AppExtensionInfo,
    device: Device,
  ): readonly URLDownload[] | ReadonlySet<URLDownload>;

  /**
   * `backgroundDownload(_:finishedWithFileURL:)`: move the file to keep it; on a device it is deleted when the method
   * returns. Not called while the app is in the foreground.
   */
  backgroundDownloadDidFinish?(download: Download, fileURL: URL, device: Device): void | Promise<void>;

  /**
   * `backgroundDownload(_:failedWithError:)`. The manifest's own download comes here as well, with the class
   * `BAManifestDownload`. Not called while the app is in the foreground.
   */
  backgroundDownloadDidFail?(download: Download, error: DownloadError, device: Device): void | Promise<void>;

  /** `backgroundDownload(_:didReceive:)`: the answer to a server that asks for credentials, or for trust. */
  backgroundDownloadDidReceiveChallenge?(
    download: Download,
    challenge: AuthenticationChallenge,
    device: Device,
  ): ChallengeAnswer | Promise<ChallengeAnswer>;
}

/**
 * The downloader extension of a managed project, where the system downloads asset packs by their policies:
 * `ManagedDownloaderExtension` and `StoreDownloaderExtension`. Both methods may be left out.
 */
export interface ManagedDownloader {
  /**
   * `shouldDownload(_:)`: false leaves a new pack out that the system would download because of its policy. Not asked about
   * updates of packs that are on the device, nor about those that the app asks for.
   */
  shouldDownload?(assetPack: AssetPack, device: Device): boolean;

  /** `backgroundDownload(_:didReceive:)`: the answer to a server that asks for credentials, or for trust. */
  backgroundDownloadDidReceiveChallenge?(
    download: Download,
    challenge: AuthenticationChallenge,
    device: Device,
  ): ChallengeAnswer | Promise<ChallengeAnswer>;
}

/** `AssetPack`, as far as the download manifest tells. */
export interface AssetPack {
  readonly id: string;
  readonly version: number;
  /** Bytes of the archive. */
  readonly downloadSize: number;
  /** Of a localized pack (OS 27). */
  readonly language?: string | undefined;
}

/** `BAContentRequest`. Only `install` and `update` requests may return essential downloads. */
export type ContentRequest = "install" | "update" | "periodic" | "languageChange";

/** `BAAppExtensionInfo`: bytes that are left of the allowances; null once nothing is restricted any more. */
export interface AppExtensionInfo {
  /** Of BADownloadAllowance. */
  readonly restrictedDownloadSizeRemaining: number | null;
  /** Of BAEssentialDownloadAllowance. */
  readonly restrictedEssentialDownloadSizeRemaining: number | null;
}

/** What a `BAURLDownload` is made of. */
export interface URLDownload {
  /** Unique among the app's downloads. */
  readonly identifier: string;
  /** https. */
  readonly url: string | URL;
  /** The exact number of bytes; without it an essential download is refused. */
  readonly fileSize?: number | undefined;
  /** Default: false. */
  readonly essential?: boolean | undefined;
  /** Default: "default". Apple publishes no numbers. */
  readonly priority?: "min" | "default" | "max" | undefined;
}

/** A download that has concluded, or whose server asks. */
export interface Download {
  readonly className: "BAURLDownload" | "BAManifestDownload";
  readonly identifier: string;
  readonly url: string;
  readonly fileSize?: number | undefined;
  readonly essential: boolean;
}

/** Why a download failed, with Apple's domains and codes. */
export interface DownloadError {
  readonly domain: "BAErrorDomain" | "NSURLErrorDomain" | "NSPOSIXErrorDomain" | "SimulatorErrorDomain";
  readonly code: number;
  /** Such as `downloadWouldExceedAllowance`. */
  readonly name: string;
  readonly localizedDescription: string;
}

export interface AuthenticationChallenge {
  readonly protectionSpace: {
    readonly authenticationMethod: "NSURLAuthenticationMethodHTTPBasic" | "NSURLAuthenticationMethodServerTrust";
    readonly host: string;
    readonly port: number;
    readonly protocol: string;
    readonly realm?: string | undefined;
  };
  /** How often this download has answered this server already. */
  readonly previousFailureCount: number;
}

/** `URLSession.AuthChallengeDisposition` with the credential. */
export type ChallengeAnswer =
  | { readonly disposition: "useCredential"; readonly credential: Credential }
  | {
      readonly disposition: "performDefaultHandling" | "cancelAuthenticationChallenge" | "rejectProtectionSpace";
    };

/** A user with a password, or trust in the server's certificate as it is. */
export type Credential = { readonly user: string; readonly password: string } | { readonly trust: true };

export interface Device {
  /** A folder that only this script writes to: what the app group's container is on a device. Empty after an installation. */
  readonly containerURL: URL;
  /**
   * `BADownloadManager.scheduleDownload(_:)`, where a download has finished or failed: what failed as an essential download
   * may come as another one. It is scheduled when the callback has returned; what a device would throw is in the log.
   */
  scheduleDownload(download: URLDownload): void;
}
