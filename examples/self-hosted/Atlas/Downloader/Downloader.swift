import BackgroundAssets
import ExtensionFoundation

@main
struct Downloader: ManagedDownloaderExtension {
  func shouldDownload(_ assetPack: AssetPack) -> Bool {
    true
  }
}
