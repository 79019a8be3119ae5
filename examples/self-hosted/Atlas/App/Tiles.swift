import BackgroundAssets

enum Tiles {
  static func world() throws -> Data {
    try AssetPackManager.shared.contents(at: "Assets/Base/world.tiles")
  }
}
