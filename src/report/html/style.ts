/** The page's style: system fonts, two themes by the reader's own setting, wide and narrow screens, and paper. */
export const STYLE = `
:root { color-scheme: light dark; --bg: #ffffff; --fg: #1c2128; --muted: #57606a; --line: #d0d7de; --soft: #f6f8fa;
  --red: #a40e26; --green: #116329; --amber: #744500; --link: #0550ae; --mark: #fff8c5 }
@media (prefers-color-scheme: dark) {
  :root { --bg: #0f141a; --fg: #e6edf3; --muted: #9aa7b4; --line: #323b46; --soft: #171d25;
    --red: #ff938a; --green: #7ee2a0; --amber: #eac157; --link: #86bdff; --mark: #3b3209 }
}
* { box-sizing: border-box }
html { -webkit-text-size-adjust: 100% }
body { margin: 0 auto; padding: 1.25rem clamp(.75rem, 3vw, 2rem) 3rem; max-width: 68rem; background: var(--bg); color: var(--fg);
  font: 15px/1.5 system-ui, -apple-system, "Segoe UI", Roboto, "Noto Sans", sans-serif; overflow-wrap: anywhere }
h1 { font-size: 1.35rem; line-height: 1.35; margin: 0 0 .75rem }
h2 { font-size: 1.1rem; margin: 2rem 0 .6rem; padding-bottom: .25rem; border-bottom: 1px solid var(--line) }
h3 { font-size: 1rem; margin: 1.2rem 0 .35rem }
p, ul { margin: .4rem 0 }
a { color: var(--link) }
:focus-visible { outline: 3px solid var(--link); outline-offset: 2px }
table { border-collapse: collapse; width: 100%; font-variant-numeric: tabular-nums }
caption { text-align: left; color: var(--muted); padding-bottom: .25rem }
th, td { text-align: left; vertical-align: top; padding: .3rem .7rem .3rem 0; border-bottom: 1px solid var(--line) }
thead th { color: var(--muted); font-weight: 600; font-size: .85rem }
tbody th { font-weight: 600 }
th:last-child, td:last-child { padding-right: 0 }
.number { text-align: right; white-space: nowrap }
code, pre { font: .88em/1.45 ui-monospace, SFMono-Regular, Menlo, Consolas, "DejaVu Sans Mono", monospace }
pre { background: var(--soft); border: 1px solid var(--line); border-left: 3px solid var(--line); border-radius: 4px; margin: .5rem 0;
  padding: .6rem .75rem; overflow-x: auto; white-space: pre-wrap }
.breaks pre { border-left-color: var(--red) }
small, .muted { color: var(--muted); font-size: .88rem } small { font-weight: 400 }
.red { color: var(--red) } .green { color: var(--green) } .amber { color: var(--amber) }
.red, .loud { font-weight: 600 }
.notice { background: var(--mark); border-left: 4px solid var(--amber); padding: .5rem .75rem; margin: .6rem 0; border-radius: 4px }
.alarm { border-left-color: var(--red) }
.unseen { position: absolute; width: 1px; height: 1px; overflow: hidden; clip-path: inset(50%) }
.hosts tbody th { min-width: 6rem } .hosts td:nth-child(2) { min-width: 5.2rem } .hosts td:last-child, thead th { overflow-wrap: break-word } .hosts td:nth-last-child(2), .hosts th:nth-last-child(2) { padding-right: 1.2rem }
.matters { list-style: none; padding: 0 } .matters li { display: grid; grid-template-columns: 15rem 15rem 9.5rem 1fr; gap: 0 .7rem;
  padding: .3rem 0; border-bottom: 1px solid var(--line) } .matters .advice { grid-column: 1 / -1 }
.packages { table-layout: fixed } .packages th { width: 40%; font-weight: 400 } .packages .chosen { font-weight: 600 }
.packages .number { width: 6rem }
.mark { display: inline-block; width: 1.2em; font-weight: 600 }
.advice { color: var(--amber); margin: .15rem 0 .2rem 1.2em }
details { margin: .4rem 0 } summary { cursor: pointer; padding: .25rem 0; color: var(--link) }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .1rem 1rem; margin: .2rem 0 .8rem } dt { color: var(--muted) } dd { margin: 0 }
.filter { display: flex; flex-wrap: wrap; gap: .5rem 1rem; align-items: end; position: sticky; top: 0; z-index: 1; background: var(--bg);
  padding: .6rem 0; border-bottom: 1px solid var(--line) }
.filter label { min-width: 0; max-width: 100%; display: grid; grid-template-columns: minmax(0, 1fr); gap: .1rem; font-size: .85rem; color: var(--muted) }
.filter label:first-child { flex: 1 1 14rem }
.filter input, .filter select, .filter button { font: inherit; font-size: 1rem; color: var(--fg); background: var(--soft); border: 1px solid #7d8590;
  border-radius: 6px; padding: .4rem .6rem; min-height: 2.5rem; max-width: 100% }
.filter label:nth-child(2) { max-width: min(20rem, 100%) }
.filter [role=status] { flex-basis: 100%;  color: var(--muted); font-size: .88rem }
[hidden] { display: none !important }
@media (max-width: 40rem) {
  body { font-size: 14px } h1 { font-size: 1.2rem } th, td, .hosts td:nth-last-child(2), .hosts th:nth-last-child(2) { padding-right: .45rem } thead th { font-size: .78rem }
  tbody th, .hosts tbody th { min-width: 4.6rem } .hosts td:nth-child(2) { min-width: 4.7rem } .packages .number { width: 4.5rem } .wide { display: none }
  dl { grid-template-columns: 1fr } dd { margin-bottom: .3rem } .filter { position: static }
  .matters li { display: block } .matters li > span { margin-right: .5rem }
}
@media (max-width: 22rem) { .number { white-space: normal } .hosts td:nth-child(2) { min-width: 4rem } }
@media print {
  :root { --bg: #fff; --fg: #000; --muted: #444; --line: #bbb; --soft: #fff; --red: #8c0d20; --green: #0d4f20; --amber: #5c3700; --link: #000; --mark: #fff }
  body { max-width: none; padding: 0; font-size: 10pt } .filter, .skip { display: none }
  details::details-content { content-visibility: visible; block-size: auto } summary { color: var(--fg) }
  h2, h3 { break-after: avoid } tr, .notice { break-inside: avoid } a { text-decoration: none }
}
`;
