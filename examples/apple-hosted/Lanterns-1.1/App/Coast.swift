import BackgroundAssets

/// Version 1.1 celebrates, and has no storms any more.
enum Coast {
  static func map() throws -> Data {
    try AssetPackManager.shared.contents(at: "Assets/Core/coast.map")
  }

  static func festival() throws -> Data {
    try AssetPackManager.shared.contents(at: "Assets/Festival/lanterns.fx")
  }
}
