import assert from "node:assert/strict";
import { build, buildBinary, type PlistValue as OracleValue, parse, parseOpenStep } from "plist";
import { readProfileFacts, readProvisioningProfile } from "../../src/model/plist/provisioning-profile";
import { nodePathAtOffset } from "../../src/model/plist/query";
import { parsePlistText, readPlist } from "../../src/model/plist/read";
import { plistToValue } from "../../src/model/plist/value";
import { bytesOf, type FuzzTarget, textOf } from "../fuzz-target";
import { mutatedBytes, mutatedText } from "../mutate";
import { assertPlist } from "../places";
import { randomPlistValue } from "../values";

const seeds = [
  `<?xml version="1.0" encoding="UTF-8"?>
<!DOCTYPE plist PUBLIC "-//Apple//DTD PLIST 1.0//EN" "http://www.apple.com/DTDs/PropertyList-1.0.dtd">
<plist version="1.0">
<dict>
	<key>url</key>
	<string>https://example.com/?a=1&amp;b=2</string>
	<!-- comment -->
	<key>limits</key>
	<dict>
		<key>bytes</key> <integer>500</integer>
		<key>when</key> <date>2026-01-31T12:00:00Z</date>
		<key>list</key> <array><string><![CDATA[a]]></string><true/><real>0.5</real><data>AQID</data></array>
	</dict>
</dict>
</plist>
`,
  '// a\n{ a = b; "c d" = (1, "e\\U20ac", { f = <00ff>; }); /* g */ h = \'i\'; }\n',
  '/* Title */\n"a" = "b";\nc = d;\n',
  '{"a": [1, 2.5, true, {"b": "c\\u20ac"}], "d": -9223372036854775808}\n',
] as const;

const words = [
  "<key>",
  "</key>",
  "<key/>",
  "<dict>",
  "</dict>",
  "<dict/>",
  "<array>",
  "</array>",
  "<string>",
  "</string>",
  "<string/>",
  "<integer>",
  "</integer>",
  "<real>",
  "<date>",
  "<data>",
  "<true/>",
  "<false>",
  "<plist>",
  "</plist>",
  "<!--",
  "-->",
  "<![CDATA[",
  "]]>",
  "<?",
  "?>",
  "<!DOCTYPE",
  '<!ENTITY a "b">',
  "&amp;",
  "&#",
  "&#x0;",
  "&#x110000;",
  "&lt",
  "/*",
  "*/",
  "//",
  "\\U",
  "\\777",
  "\\\n",
  '{"a":',
  "(",
] as const; // prettier-ignore

export const plistTexts: FuzzTarget = {
  name: "plist-text",
  share: 10,
  generate: (random) => mutatedText(random.pick(seeds), random, words, seeds),
  check(input, random) {
    const text = textOf(input);
    const document = parsePlistText(text);
    assertPlist(document);
    nodePathAtOffset(document, random.below(text.length + 1));
    const { root, problems } = document;
    if (document.format !== "xml" || root === undefined || problems.length > 0 || isOraclesFault(text)) return;
    const theirs = outcomeOf(() => parse(text));
    if (theirs.ok) assert.deepEqual(plistToValue(root), theirs.value);
  },
};

/**
 * What `plist` is known to read wrongly, or differently where nobody says what is right: hexadecimal and large integers,
 * reals beyond any number, white space within scalars, empty keys and processing instructions.
 */
function isOraclesFault(text: string): boolean {
  return /0[xX]|\d{16}|<(real|integer|date|data)>\s|\s<\/(real|integer|date|data)>|[eE.]\d*<\/(integer|real)|nan|inf|<\?(?!xml)|<key\/>|<key><|CDATA|<!--|&#|[\0-\x08\x0b-\x1f]|[\u0080-\uffff]/i.test(
    text,
  );
}

function outcomeOf(read: () => unknown): { readonly ok: true; readonly value: unknown } | { readonly ok: false } {
  try {
    return { ok: true, value: read() };
  } catch {
    return { ok: false };
  }
}

/** What `plist` writes, read by us. */
export const plistAgreement: FuzzTarget = {
  name: "plist-agreement",
  share: 6,
  generate: (random) => {
    const value = { value: randomPlistValue(random, 4) } as OracleValue;
    return random.below(2) === 0 ? build(value, { pretty: random.below(2) === 0 }) : buildBinary(value);
  },
  check(input) {
    const { root, problems } = readPlist(bytesOf(input));
    assert.deepEqual(problems, []);
    assert.ok(root !== undefined);
    if (typeof input === "string") assert.deepEqual(plistToValue(root), parse(input));
  },
};

export const openStepAgreement: FuzzTarget = {
  name: "openstep-agreement",
  share: 4,
  generate: (random) =>
    `{ value = ${openStep(randomPlistValue(random, 4), () => random.pick([" ", "\n", " /* a */ ", "// b\n"]))}; }`,
  check(input) {
    const text = textOf(input);
    const { root, problems } = parsePlistText(text);
    assert.deepEqual(problems, []);
    assert.ok(root !== undefined);
    assert.deepEqual(plistToValue(root), parseOpenStep(text));
  },
};

function openStep(value: unknown, gap: () => string): string {
  const quoted = (text: string) => `"${text.replace(/["\\]/g, "\\$&")}"`;
  if (Array.isArray(value)) return `(${value.map((item) => openStep(item, gap)).join(`,${gap()}`)})`;
  if (value instanceof Uint8Array) return `<${[...value].map((byte) => byte.toString(16).padStart(2, "0")).join("")}>`;
  if (typeof value === "object" && value !== null && !(value instanceof Date)) {
    return `{ ${Object.entries(value)
      .map(([key, item]) => `${quoted(key)} = ${openStep(item, gap)};`)
      .join(gap())} }`;
  }
  return typeof value === "string" ? quoted(value) : `v${Math.abs(Number(value))}`;
}

const binarySeed = buildBinary({
  a: [1, 2.5, true, "ä", { b: new Date(0) }],
  c: new Uint8Array([1, 2]),
  d: "x".repeat(20),
});

export const binaryPlists: FuzzTarget = {
  name: "plist-binary",
  share: 8,
  generate: (random) => mutatedBytes(binarySeed, random),
  check: (input) => assertPlist(readPlist(bytesOf(input))),
};

const encodings = ["utf8", "utf16le", "latin1"] as const;

/** Bytes in other encodings, and provisioning profiles, whose property list stands in the middle of something else. */
export const plistBytes: FuzzTarget = {
  name: "plist-bytes",
  share: 4,
  generate: (random) => {
    const text = `${random.pick(["", "\ufeff", "0\x82\x10"])}${random.pick(seeds)}`;
    return mutatedBytes(new Uint8Array(Buffer.from(text, random.pick(encodings))), random);
  },
  check(input) {
    const bytes = bytesOf(input);
    assertPlist(readPlist(bytes));
    readProvisioningProfile(bytes);
    readProfileFacts(bytes);
  },
};
