import BackgroundAssets
import ExtensionFoundation
import StoreKit

@main
struct Downloader: StoreDownloaderExtension {
  func shouldDownload(_ assetPack: AssetPack) -> Bool {
    true
  }
}
