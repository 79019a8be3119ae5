import { extname } from "node:path";

const BY_EXTENSION: Readonly<Record<string, string>> = {
  ".json": "application/json",
  ".plist": "application/x-plist",
  ".xml": "application/xml",
  ".html": "text/html; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".m3u8": "application/vnd.apple.mpegurl",
  ".mp4": "video/mp4",
  ".png": "image/png",
  ".jpg": "image/jpeg",
  ".zip": "application/zip",
};

/** By the name alone. An asset's bytes mean something to the app only, therefore the default. */
export function contentTypeOf(path: string): string {
  return BY_EXTENSION[extname(path).toLowerCase()] ?? "application/octet-stream";
}
