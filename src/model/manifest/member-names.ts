/*
 * Names that manifests in the wild give to what a download needs, best first. They are compared without case and
 * punctuation: `fileSize`, `file_size` and `File-Size` are one name.
 */

export const identifierNames = [
  "identifier",
  "id",
  "assetidentifier",
  "assetid",
  "packid",
  "fileid",
  "uid",
  "uuid",
  "guid",
  "key",
  "slug",
  "name",
] as const;

/** Members that hold a whole URL as a rule. */
export const urlNames = [
  "url",
  "downloadurl",
  "remoteurl",
  "asseturl",
  "fileurl",
  "contenturl",
  "uri",
  "href",
] as const;

/** Members that may hold a URL or a path, and other things as well. */
export const pathNames = [
  "path",
  "filepath",
  "relativepath",
  "remotepath",
  "file",
  "filename",
  "src",
  "source",
  "location",
  "link",
] as const;

/** Sizes of what is downloaded; unpacked sizes are something else. `length` is a duration as often as not. */
export const sizeNames = [
  "filesizeinbytes",
  "filesize",
  "downloadsizeinbytes",
  "downloadsize",
  "transfersize",
  "compressedsize",
  "sizeinbytes",
  "bytesize",
  "sizebytes",
  "contentlength",
  "size",
  "bytes",
  "bytecount",
] as const;

export const essentialNames = [
  "essential",
  "isessential",
  "required",
  "isrequired",
  "mandatory",
  "ismandatory",
] as const;
export const optionalNames = ["optional", "isoptional"] as const;
/** Members whose value may be the word "essential". */
export const laneNames = [
  "priority",
  "policy",
  "downloadpolicy",
  "lane",
  "type",
  "kind",
  "category",
  "importance",
] as const;
export const priorityNames = ["priority", "downloadpriority"] as const;

export const versionNames = [
  "version",
  "contentversion",
  "assetversion",
  "revision",
  "etag",
  "sha256",
  "sha1",
  "md5",
  "hash",
  "checksum",
  "digest",
  "lastmodified",
  "modified",
  "updatedat",
] as const;

export const baseUrlNames = [
  "baseurl",
  "base",
  "basedownloadurl",
  "downloadbaseurl",
  "assetbaseurl",
  "assetsbaseurl",
  "cdnbaseurl",
  "cdnurl",
  "cdn",
  "rooturl",
  "root",
  "urlprefix",
  "prefix",
  "hosturl",
  "host",
  "server",
] as const;

/** Words in a member's name that make its URL another one than the asset's. */
export const otherUrlWords = /thumb|preview|poster|icon|page|web|home|doc|info|licen|support|image|cover|base/;

export function plainName(name: string): string {
  return name.toLowerCase().replace(/[^a-z0-9]/g, "");
}
