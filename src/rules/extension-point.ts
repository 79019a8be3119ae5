/** The extension point of downloader extensions, in EXAppExtensionAttributes > EXExtensionPointIdentifier. */
export const extensionPoint = "com.apple.background-asset-downloader-extension";
