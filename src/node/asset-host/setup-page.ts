import { renderSVG } from "uqr";
import { escapeHtml } from "../../report/html-escape";
import type { CheckListEntry } from "./device-check-list";

export interface SetupPageFacts {
  /** Where this page itself is, to be opened on the device. */
  readonly setupUrls: readonly string[];
  /** Where content is served, in the order of preference. */
  readonly origins: readonly string[];
  readonly entries: readonly CheckListEntry[];
  /** What a device cannot read, in a sentence; undefined where there is nothing to say. */
  readonly archiveNotice: string | undefined;
  /** SHA-256 of the certificate authority, to be compared on the device. */
  readonly fingerprint: string;
}

/** The page that gets a device to trust this host: it is served over http, because https needs the trust first. */
export function setupPage(facts: SetupPageFacts): string {
  const [first] = facts.setupUrls;
  const [origin = ""] = facts.origins;
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Background Assets: connect a device</title>
<style>
:root { color-scheme: light dark; font: 16px/1.5 system-ui, sans-serif; }
body { max-width: 42rem; margin: 0 auto; padding: 1rem; }
h1 { font-size: 1.4rem; } h2 { font-size: 1.1rem; margin-top: 2rem; }
code { font: 0.95em ui-monospace, monospace; overflow-wrap: anywhere; }
.qr { width: 12rem; max-width: 60vw; background: #fff; padding: 0.5rem; border-radius: 0.5rem; }
.button { display: inline-block; padding: 0.6rem 1rem; border-radius: 0.5rem; background: #0a5fd0; color: #fff; text-decoration: none; }
li { margin: 0.4rem 0; } .check { list-style: none; padding: 0; }
.check li::before { content: "○ "; } .check li[data-state="done"]::before { content: "✓ "; } .check li[data-state="problem"]::before { content: "✗ "; }
.detail { opacity: 0.75; }
.notice { border-left: 0.25rem solid #c77700; padding-left: 0.75rem; }
</style>
</head>
<body>
<h1>Connect a device</h1>
${first === undefined ? "" : `<div class="qr" role="img" aria-label="QR code with the address of this page">${renderSVG(first, { border: 2 })}</div>\n<p>Open this page on the device: ${codes(facts.setupUrls)}</p>`}
<h2>1. Install the certificate authority</h2>
<p><a class="button" href="/development-ca.pem" download>Download the certificate authority</a></p>
<p>iPhone, iPad, Vision Pro: allow the download of the profile, then Settings → <b>Profile Downloaded</b> → Install. Apple TV: Settings → General → Privacy &amp; Security, Share Apple TV Analytics, press Play → Add Profile. Mac: open the file in Keychain Access.</p>
<p class="detail">SHA-256 <code>${escapeHtml(facts.fingerprint)}</code></p>
<h2>2. Trust it</h2>
<p>Installing is not enough: Settings → General → About → <b>Certificate Trust Settings</b> → turn it on. On a Mac set it to Always Trust.</p>
<h2>3. Point the device here</h2>
<p>Settings → Developer → Background Assets Testing → Development Overrides → URL Override: <code>${escapeHtml(origin)}</code> (no path; Developer Mode on; for builds that Xcode runs). A self-hosted app takes its BAManifestURL instead: put this origin there for a test build.</p>
${facts.archiveNotice === undefined ? "" : `<p class="notice">${escapeHtml(facts.archiveNotice)}</p>`}
<h2>How far it has come</h2>
<ul class="check" id="check" aria-live="polite">
${facts.entries.map(entryHtml).join("\n")}
</ul>
<script>
setInterval(async () => {
  const entries = await (await fetch("/status.json")).json();
  document.getElementById("check").replaceChildren(...entries.map(({ state, title, detail }) => {
    const item = document.createElement("li");
    item.dataset.state = state;
    const more = document.createElement("span");
    more.className = "detail";
    more.textContent = detail;
    item.append(title + " ", more);
    return item;
  }));
}, 1000);
</script>
</body>
</html>
`;
}

function entryHtml({ state, title, detail }: CheckListEntry): string {
  return `<li data-state="${state}">${escapeHtml(title)} <span class="detail">${escapeHtml(detail)}</span></li>`;
}

function codes(urls: readonly string[]): string {
  return urls.map((url) => `<code>${escapeHtml(url)}</code>`).join(" or ");
}
