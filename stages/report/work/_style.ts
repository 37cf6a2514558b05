/** How a page looks, without anything from outside. */
export const STYLE = `
:root { color-scheme: light dark; --ink: #16181d; --soft: #5b6270;
  --line: #dfe2e8; --paper: #ffffff; --box: #f4f6f9; --accent: #0072b2; }
@media (prefers-color-scheme: dark) { :root { --ink: #e8eaee; --soft: #a0a7b4;
  --line: #33373f; --paper: #15171b; --box: #1e2127; --accent: #56b4e9; } }
* { box-sizing: border-box; }
body { margin: 0; background: var(--paper); color: var(--ink);
  font: 16px/1.6 system-ui, "Hiragino Sans", "Noto Sans CJK JP", sans-serif; }
main { max-width: 56rem; margin: 0 auto; padding: 2.5rem 1.25rem 4rem; }
h1 { font-size: 1.9rem; line-height: 1.2; margin: 0 0 .4rem;
  letter-spacing: -.01em; text-wrap: balance; }
h2 { font-size: 1.15rem; margin: 0 0 .5rem; }
h3 { font-size: .95rem; margin: 1.2rem 0 .3rem; font-weight: 600; }
section { margin-top: 2.6rem; }
p { margin: .4rem 0; }
.question, .note { color: var(--soft); }
.note { font-size: .9rem; max-width: 46rem; }
.answer { margin-top: 1.6rem; padding: 1.2rem 1.4rem; background: var(--box);
  border-left: 4px solid var(--accent); border-radius: 6px; }
.answer h2 { font-size: .8rem; text-transform: uppercase;
  letter-spacing: .08em; color: var(--soft); }
.answer .verdict { font-size: 1.3rem; line-height: 1.4; margin: .2rem 0 .6rem; }
.flag { margin-top: 1rem; padding: .5rem .9rem; border-radius: 6px;
  background: #e69f0026; border: 1px solid #e69f0080; font-size: .92rem; }
.scroll { overflow-x: auto; }
table { border-collapse: collapse; font-size: .92rem;
  font-variant-numeric: tabular-nums; }
th, td { padding: .35rem .8rem .35rem 0; text-align: right; white-space: nowrap;
  border-bottom: 1px solid var(--line); }
th { color: var(--soft); font-weight: 500; }
th:first-child, td:first-child { text-align: left; }
figure { margin: .8rem 0; overflow-x: auto; }
figure svg { max-width: 100%; height: auto; display: block; }
.gallery { display: grid; gap: 1rem;
  grid-template-columns: repeat(auto-fill, minmax(15rem, 1fr)); }
.gallery figure { margin: 0; }
.gallery img { width: 100%; image-rendering: pixelated; border-radius: 4px;
  display: block; }
figcaption { font-size: .85rem; color: var(--soft); margin-top: .25rem; }
ul { padding-left: 1.2rem; margin: .4rem 0; }
li { margin: .25rem 0; }
dl { display: grid; grid-template-columns: max-content 1fr; gap: .2rem 1rem;
  font-size: .9rem; margin: 0; }
dt { font-weight: 600; } dd { margin: 0; color: var(--soft); }
code { font-size: .88em; }
@media (max-width: 34rem) { h1 { font-size: 1.5rem; }
  .answer .verdict { font-size: 1.1rem; } dl { grid-template-columns: 1fr; } }
@media print { main { max-width: none; padding: 0; }
  section { break-inside: avoid; } }
`;
