/** Light and dark by the reader's system; colours by role, and never the only sign of a state. */
export const reportStyle = `
:root{color-scheme:light dark;--fg:#1f2328;--dim:#59636e;--bg:#fff;--line:#d1d9e0;--panel:#f6f8fa;--essential:#0969da;--other:#8250df;--bad:#c6262e;--good:#1a7f37;--launch:#bf5700}
@media(prefers-color-scheme:dark){:root{--fg:#e6edf3;--dim:#9198a1;--bg:#0d1117;--line:#3d444d;--panel:#151b23;--essential:#58a6ff;--other:#bc8cff;--bad:#ff7b72;--good:#56d364;--launch:#f0883e}}
*{box-sizing:border-box}
body{margin:0 auto;padding:24px;max-width:1040px;font:14px/1.5 system-ui,sans-serif;color:var(--fg);background:var(--bg)}
h1{font-size:22px;margin:0 0 4px}h2{font-size:17px;margin:32px 0 8px;padding-top:16px;border-top:1px solid var(--line)}h3{font-size:14px;margin:20px 0 6px}
a{color:var(--essential)}section{margin-top:56px;padding-top:8px;border-top:3px solid var(--line)}
p{margin:4px 0}.note,.meta{color:var(--dim)}
p,h1,h2,li{overflow-wrap:anywhere}
.key{display:flex;flex-wrap:wrap;gap:12px;margin:16px 0}
.key div{background:var(--panel);border:1px solid var(--line);border-radius:6px;padding:8px 14px}
.key b{display:block;font-size:19px;font-variant-numeric:tabular-nums}
.lane{display:grid;grid-template-columns:110px 1fr 260px;gap:12px;align-items:center;margin:4px 0}
.track{height:12px;border:1px solid var(--line);border-radius:3px;background:var(--panel);overflow:hidden}
.fill{height:100%;background:var(--essential)}.fill.non-essential{background:var(--other)}.fill.over{background:var(--bad)}
.scroll{overflow-x:auto}
table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
th,td{text-align:left;padding:4px 10px 4px 0;border-bottom:1px solid var(--line);vertical-align:top}
td:nth-child(2),td.n{white-space:nowrap}
th{font-weight:600;color:var(--dim)}td.n,th.n{text-align:right}
td small{color:var(--dim);display:block}
td.head span{white-space:nowrap}.bad{color:var(--bad)}.good{color:var(--good)}
code{font:12px ui-monospace,monospace}
details{margin:12px 0}summary{cursor:pointer}
pre{font:12px/1.45 ui-monospace,monospace;overflow-x:auto;background:var(--panel);border:1px solid var(--line);border-radius:6px;padding:10px}
.timeline{overflow-x:auto;margin:8px 0;background:linear-gradient(to right,var(--bg) 30%,transparent) left/40px 100% local,linear-gradient(to left,var(--bg) 30%,transparent) right/40px 100% local,linear-gradient(to right,var(--line),transparent) left/14px 100% scroll,linear-gradient(to left,var(--line),transparent) right/14px 100% scroll;background-repeat:no-repeat}svg{min-width:760px;width:100%;font:12px system-ui,sans-serif}
svg text{fill:var(--fg)}svg .tick,svg .phase,svg .amount{fill:var(--dim);font-size:10.5px}svg .tick{text-anchor:start}
svg .grid{stroke:var(--line);stroke-width:.6}svg .band{fill:var(--panel);opacity:.0}svg .band.essential{fill:var(--essential);opacity:.07}svg .band.manifest,svg .band.extension{fill:var(--dim);opacity:.1}
svg .wait{fill:var(--line)}svg rect.essential.bar{fill:var(--essential)}svg rect.non-essential.bar{fill:var(--other)}svg rect.bad{fill:var(--bad)}svg text.bad{fill:var(--bad)}
@media(max-width:700px){
body{padding:16px}
.lane{grid-template-columns:1fr;gap:2px;margin:10px 0}
table,tbody,tr,td{display:block}thead{display:none}
tr{padding:8px 0;border-bottom:1px solid var(--line)}
td:nth-child(n){padding:1px 0;border:0;text-align:left;white-space:normal;overflow-wrap:anywhere}td.head{font-weight:600}
td[data-name]::before{content:attr(data-name)": ";color:var(--dim)}
}
svg line.launch{stroke:var(--launch);stroke-width:2.5}svg text.launch{fill:var(--launch);font-weight:700}
`.trim();
