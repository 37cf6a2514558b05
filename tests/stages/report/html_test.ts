import assert from "node:assert/strict";
import { Html, html } from "../../../stages/report/work/html.ts";
import { pageOf } from "../../../stages/report/work/page.ts";

const HOSTILE = `<img src=x onerror="alert('1')">&amp;`;
const AS_TEXT =
  "&lt;img src=x onerror=&quot;alert(&#39;1&#39;)&quot;&gt;&amp;amp;";

Deno.test("html shows hostile names as text, in elements and in lists", () => {
  assert.equal(String(html`<p>${HOSTILE}</p>`), `<p>${AS_TEXT}</p>`);
  assert.equal(
    String(html`<p>${[HOSTILE, [1, html`<b>${"<"}</b>`]]}${undefined}</p>`),
    `<p>${AS_TEXT}1<b>&lt;</b></p>`,
  );
});

Deno.test("html lets no value leave its attribute, whichever the quotes", () => {
  const value = `" onload="a' onload='b`;
  const text = String(html`<i title="${value}" lang='${value}'></i>`);
  assert.equal(text.match(/["']/g)?.length, 4);
  assert.doesNotMatch(text.replaceAll(/&#?\w+;/g, ""), /onload=["']/);
});

Deno.test("html takes as HTML what was made to be it, and nothing that looks like it", () => {
  assert.equal(String(html`<p>${new Html("<br>")}</p>`), "<p><br></p>");
  // Such a value may come from an artifact; types do not hold there.
  const forged = JSON.parse('{"text":"<br>"}');
  forged.toString = () => "<br>";
  assert.equal(String(html`<p>${forged}</p>`), "<p>&lt;br&gt;</p>");
});

Deno.test("html leaves out line breaks at the ends of its template alone", () => {
  const inner = "\n  a\n";
  assert.equal(
    String(html`
      <p>${inner}</p>
    `),
    "<p>\n  a\n</p>",
  );
});

Deno.test("pageOf() lets no title or language leave its place", () => {
  const page = pageOf(html`<p>${HOSTILE}</p>`, {
    title: "</title><script>",
    language: '"><script>',
  });
  assert.doesNotMatch(page, /<script|<img/);
  assert.match(page, /<title>&lt;\/title&gt;&lt;script&gt;<\/title>/);
});
