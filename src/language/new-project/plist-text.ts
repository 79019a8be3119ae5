type Value = string | readonly string[] | { readonly [key: string]: Value };

/** The text of a property list with strings, lists and dictionaries; tabs, as Xcode writes them. */
export function plistText(values: { readonly [key: string]: Value }): string {
  return [
    '<?xml version="1.0" encoding="UTF-8"?>',
    '<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">',
    '<plist version="1.0">',
    ...lines(values, ""),
    "</plist>",
    "",
  ].join("\n");
}

/** Entitlements with these app groups. */
export function entitlementsText(groups: readonly string[]): string {
  return plistText({ "com.apple.security.application-groups": groups });
}

function lines(value: Value, indent: string): readonly string[] {
  if (typeof value === "string") return [`${indent}<string>${escaped(value)}</string>`];
  if (isList(value)) {
    if (value.length === 0) return [`${indent}<array/>`];
    return [`${indent}<array>`, ...value.flatMap((item) => lines(item, `${indent}\t`)), `${indent}</array>`];
  }
  return [
    `${indent}<dict>`,
    ...Object.entries(value).flatMap(([key, one]) => [
      `${indent}\t<key>${escaped(key)}</key>`,
      ...lines(one, `${indent}\t`),
    ]),
    `${indent}</dict>`,
  ];
}

function isList(value: Value): value is readonly string[] {
  return Array.isArray(value);
}

function escaped(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;");
}
