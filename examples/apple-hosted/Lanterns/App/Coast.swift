import BackgroundAssets

/// The coast is there when the game begins; storms come when somebody looks for them.
enum Coast {
  static func map() throws -> Data {
    try AssetPackManager.shared.contents(at: "Assets/Core/coast.map")
  }

  static func gale() async throws -> Data {
    let storms = try await AssetPackManager.shared.assetPack(withID: "Storms")
    try await AssetPackManager.shared.ensureLocalAvailability(of: storms)
    return try AssetPackManager.shared.contents(at: "Assets/Storms/gale.fx")
  }
}
