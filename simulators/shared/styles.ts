/** The stylesheet of all pages. One accent; green, amber and red only say a state. */
export const styles = `
:root {
  color-scheme: light dark;
  --page: light-dark(#f5f6f8, #14161a);
  --card: light-dark(#ffffff, #1c1f25);
  --sunken: light-dark(#f5f6f8, #15181d);
  --line: light-dark(#d9dde3, #343a44);
  --control-line: light-dark(#838c99, #7a8494);
  --text: light-dark(#1b1f26, #e8eaee);
  --quiet: light-dark(#59616e, #a4adba);
  --accent: light-dark(#2a55c4, #94b4ff);
  --on-accent: light-dark(#ffffff, #0d1526);
  --accent-tint: light-dark(#eef3fe, #202a41);
  --amber: light-dark(#7a4d00, #f2c46d);
  --amber-tint: light-dark(#fff4dc, #332910);
  --red: light-dark(#a5261e, #ff9c93);
  --red-tint: light-dark(#fdeeec, #3a1f1d);
}
* { box-sizing: border-box; }
html { -webkit-text-size-adjust: 100%; }
body {
  margin: 0; background: var(--page); color: var(--text);
  font: 16px/1.5 system-ui, -apple-system, "Segoe UI", "PingFang SC", "Noto Sans SC", "Noto Sans CJK SC", "Microsoft YaHei", sans-serif;
  font-variant-numeric: tabular-nums;
}
a { color: var(--accent); text-underline-offset: 3px; }
:focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; border-radius: 4px; }
h1, h2, p, fieldset, legend { margin: 0; padding: 0; }
h1, h2 { font-size: 20px; line-height: 1.4; font-weight: 600; text-wrap: balance; }
legend, h2.entry { font-size: 16px; font-weight: 600; }
code { font-family: ui-monospace, "SF Mono", "Cascadia Mono", "DejaVu Sans Mono", monospace; font-size: 14px; overflow-wrap: anywhere; }
pre { margin: 0; padding: 12px; white-space: pre-wrap; overflow-wrap: anywhere; background: var(--sunken); border: 1px solid var(--line); border-radius: 8px; }
.quiet { color: var(--quiet); font-size: 14px; }
.banner { display: flex; gap: 4px 12px; align-items: center; padding: 8px 16px; background: var(--amber-tint); color: var(--amber); border-bottom: 1px solid var(--line); font-size: 14px; }
.banner strong { white-space: nowrap; }
.banner span { flex: 1; }
.banner a { color: inherit; white-space: nowrap; padding: 4px 0; }
main { margin: 0 auto; padding: 32px 16px; display: grid; gap: 24px; align-items: start; }
main.one { max-width: 432px; }
main.two { max-width: 832px; grid-template-columns: minmax(0, 5fr) minmax(0, 6fr); }
main.wide { max-width: 832px; }
.card { display: grid; gap: 20px; background: var(--card); border: 1px solid var(--line); border-radius: 8px; padding: 24px; }
.head { display: grid; gap: 4px; }
.prose { max-width: 70ch; }
.code { justify-items: center; text-align: center; }
.qr { position: relative; width: 240px; height: 240px; background: #fff; border: 1px solid var(--line); border-radius: 8px; overflow: hidden; }
.qr svg { display: block; width: 100%; height: 100%; }
.veil { position: absolute; inset: 0; display: grid; place-content: center; background: rgb(255 255 255 / 90%); }
.veil a, .veil a:hover { border-color: #2a55c4; background: #2a55c4; color: #ffffff; font-weight: 600; }
.status { min-height: 48px; display: grid; place-content: center; }
.people { border: 0; min-width: 0; display: grid; gap: 8px; }
.people legend { margin-bottom: 8px; }
.person { position: relative; display: flex; gap: 12px; align-items: center; min-height: 56px; padding: 8px 12px; border: 1px solid var(--line); border-radius: 8px; cursor: pointer; }
.person:hover { border-color: var(--control-line); }
.person:has(:checked) { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); background: var(--accent-tint); }
.person:has(:focus-visible) { outline: 3px solid var(--accent); outline-offset: 2px; }
.person input { position: absolute; opacity: 0; inset: 0; margin: 0; width: 100%; height: 100%; cursor: pointer; }
.avatar { flex: none; display: grid; place-content: center; width: 40px; height: 40px; border-radius: 8px; background: var(--sunken); border: 1px solid var(--line); color: var(--quiet); font-weight: 600; }
.person:has(:checked) .avatar { background: var(--accent); border-color: var(--accent); color: var(--on-accent); }
.who { flex: 1; min-width: 0; line-height: 1.35; }
.who span { display: block; }
.badge { flex: none; max-width: 45%; padding: 2px 8px; border-radius: 4px; font-size: 14px; background: var(--amber-tint); color: var(--amber); }
.badge.off { background: var(--red-tint); color: var(--red); }
.actions { display: grid; grid-template-columns: 1fr 1fr; gap: 12px; }
.actions .first { grid-column: 1 / -1; }
.button { display: inline-grid; place-content: center; min-height: 48px; padding: 8px 16px; border: 1px solid var(--control-line); border-radius: 8px; background: var(--card); color: var(--text); font: inherit; text-align: center; text-decoration: none; cursor: pointer; }
.button:hover { background: var(--sunken); }
.button.main { border-color: var(--accent); background: var(--accent); color: var(--on-accent); font-weight: 600; }
.button.main:hover { filter: brightness(1.06); }
.choice { display: flex; gap: 12px; align-items: start; font-size: 14px; color: var(--quiet); }
.choice.plain { font-size: 16px; color: var(--text); }
.choice input { flex: none; width: 20px; height: 20px; margin: 1px 0 0; accent-color: var(--accent); }
.choices { display: grid; gap: 8px; padding: 12px; border: 1px solid var(--line); border-radius: 8px; }
.notice { padding: 12px; border-radius: 8px; background: var(--amber-tint); color: var(--amber); font-size: 14px; }
.notice.bad { background: var(--red-tint); color: var(--red); }
form { display: grid; gap: 20px; }
.field { display: grid; gap: 4px; }
.field input, .field select { width: 100%; min-height: 48px; padding: 8px 12px; border: 1px solid var(--control-line); border-radius: 8px; background: var(--card); color: var(--text); font: inherit; }
.row { display: flex; flex-wrap: wrap; gap: 4px 16px; }
.scroll { overflow-x: auto; }
table { width: 100%; border-collapse: collapse; font-size: 14px; }
th, td { padding: 8px 16px 8px 0; border-bottom: 1px solid var(--line); text-align: left; vertical-align: top; }
tr:last-child td, tbody tr:last-child th { border-bottom: 0; }
th { color: var(--quiet); font-weight: 600; white-space: nowrap; }
td .badge { display: inline-block; max-width: none; white-space: nowrap; }
@media (max-width: 719px) {
  main { padding: 16px 12px; gap: 16px; }
  main.two { grid-template-columns: minmax(0, 1fr); }
  .card { padding: 16px; }
  th { white-space: normal; }
  .two .code { grid-template-columns: 104px minmax(0, 1fr); gap: 4px 16px; justify-items: start; text-align: left; }
  .two .code .qr { grid-row: 1 / span 2; width: 104px; height: 104px; }
  .two .code .status { place-content: start; min-height: 0; }
  .two .code.expired { grid-template-columns: minmax(0, 1fr); justify-items: center; text-align: center; }
  .two .code.expired .qr { grid-row: auto; order: 1; width: 240px; height: 240px; }
  .two .code.expired .status { order: 2; }
}
`;
