import assert from "node:assert/strict";
import { createSeededRandom } from "packages/wecom/callback/testing/seeded_random.ts";
import { refusalOf } from "packages/wecom/callback/testing/refusal.ts";
import { vectorOf } from "packages/wecom/callback/testing/vectors.ts";
import { readXml } from "packages/wecom/callback/xml.ts";
import { writeXml } from "packages/wecom/callback/testing/xml_writer.ts";

const MAX_CHARS = 262_144;

function assertQuick(what: string, run: () => void): void {
  const startedAt = performance.now();
  run();
  const tookMs = performance.now() - startedAt;
  assert.ok(tookMs < 10_000, `${tookMs} ms for ${what}`);
}

Deno.test("vector V1: a message with CDATA and line breaks is read, with all digits of its 64-bit MsgId", () => {
  assert.deepEqual(readXml(vectorOf("V1").plaintext), {
    ToUserName: "wx5823bf96d3bd56c7",
    FromUserName: "mycreate",
    CreateTime: "1409659813",
    MsgType: "text",
    Content: "hello",
    MsgId: "4561255354251345929",
    AgentID: "218",
  });
});

Deno.test("numbers, booleans and dates stay text", () => {
  const xml = "<xml><a>007</a><b>1e3</b><c>0x10</c><d>true</d><e>1.50</e><f>-0</f></xml>";
  assert.deepEqual(readXml(xml), { a: "007", b: "1e3", c: "0x10", d: "true", e: "1.50", f: "-0" });
});

Deno.test("text in CDATA keeps its spaces and markup; other text is trimmed and decoded", () => {
  const xml =
    "<xml><a><![CDATA[ <b>&amp;\n ]]></a><c>\n x &lt;&amp;lt;&#20320;&#x1F642; </c></xml>";
  assert.deepEqual(readXml(xml), { a: " <b>&amp;\n ", c: "x <&lt;你🙂" });
  assert.deepEqual(readXml("<xml><a><![CDATA[<![CDATA[]]]]><![CDATA[>]]></a></xml>"), {
    a: "<![CDATA[]]>",
  });
});

Deno.test("empty elements are empty text, repeated elements an array, nested elements objects", () => {
  const xml =
    "\uFEFF<xml> <a></a><b/><c><![CDATA[]]></c>\n<d><e>1</e><e>2</e></d> <f><e>1</e></f></xml>\n";
  assert.deepEqual(readXml(xml), { a: "", b: "", c: "", d: { e: ["1", "2"] }, f: { e: "1" } });
  assert.deepEqual(readXml("<xml></xml>"), {});
});

Deno.test("DTDs, entities, processing instructions, comments and attributes are refused", () => {
  const documents = [
    `<!DOCTYPE xml [<!ENTITY e "x">]><xml><a>&e;</a></xml>`,
    `<!DOCTYPE xml SYSTEM "file:///etc/passwd"><xml></xml>`,
    `<xml><!ENTITY e "x"></xml>`,
    "<xml><a>&e;</a></xml>",
    "<xml><a>&nbsp;</a></xml>",
    "<xml><a>a & b</a></xml>",
    `<?xml version="1.0"?><xml></xml>`,
    `<xml><?php echo 1 ?></xml>`,
    "<xml><!-- x --><a>1</a></xml>",
    `<xml><a b="1">1</a></xml>`,
    "<xml xmlns='x'></xml>",
    "<xml><a:b>1</a:b></xml>",
  ];
  for (const document of documents) {
    assert.equal(refusalOf(() => readXml(document)), "xml", document);
  }
});

Deno.test("an entity bomb is refused before it expands", () => {
  const entities = Array.from(
    { length: 10 },
    (_, i) => `<!ENTITY l${i + 1} "${`&l${i};`.repeat(10)}">`,
  );
  const bomb = `<!DOCTYPE xml [<!ENTITY l0 "lol">${entities.join("")}]><xml><a>&l10;</a></xml>`;
  assertQuick("the bomb", () => assert.equal(refusalOf(() => readXml(bomb)), "xml"));
});

Deno.test("XML that is not well formed is refused and not repaired", () => {
  const documents = [
    "",
    "text",
    "<xml>",
    "</xml>",
    "<xml/ >",
    "<xml><a></b></xml>",
    "<xml><a></xml></a>",
    "<xml><a><b></a></b></xml>",
    "<xml></xml><xml></xml>",
    "<xml></xml>text",
    "text<xml></xml>",
    "<xml>text</xml>",
    "<xml><a>1</a>text</xml>",
    "<xml><a><b>1</b><![CDATA[text]]></a></xml>",
    "<xml><![CDATA[text]]></xml>",
    "<xml><a><![CDATA[text</a></xml>",
    "<xml><a<![CDATA[x]]>></a></xml>",
    "<xml><1a>1</1a></xml>",
    "<xml>< a>1</a></xml>",
    "<other><a>1</a></other>",
    "<xml><__proto__>1</__proto__></xml>",
    "<xml><a><constructor>1</constructor></a></xml>",
    `{"a":1}`,
  ];
  for (const document of documents) {
    assert.equal(refusalOf(() => readXml(document)), "xml", document);
  }
  assert.equal(({} as { a?: string }).a, undefined);
});

Deno.test("depth, number of elements and size are bounded", () => {
  const nested = (depth: number) => `<xml>${"<a>".repeat(depth)}1${"</a>".repeat(depth)}</xml>`;
  const wide = (count: number) => `<xml>${"<a>1</a>".repeat(count)}</xml>`;
  assert.ok(readXml(nested(8)));
  assert.equal((readXml(wide(9_999)).a as string[]).length, 9_999);
  for (const depth of [11, 9_000]) assert.equal(refusalOf(() => readXml(nested(depth))), "xml");
  assert.equal(refusalOf(() => readXml(wide(10_000))), "xml");
  assert.equal(refusalOf(() => readXml(`<xml>${" ".repeat(MAX_CHARS)}</xml>`)), "xml");
});

Deno.test("a document of the largest size never takes long", () => {
  const fill = (unit: string) => unit.repeat(Math.floor((MAX_CHARS - 40) / unit.length));
  const documents = [
    ...["x", " ", "&amp;", "&#65;", "&", "<", "<a", "<a ", "<a>", "</a>", "<a/>", "<![CDATA["],
    ...[
      "<![CDATA[]]>",
      "]]>",
      "<!",
      "<?",
      "'",
      '"',
      "<a b='",
      "<!--",
      "\uFEFF",
      "\n",
      "\r\n",
      "中",
    ],
  ].flatMap((unit) => [`<xml><a>${fill(unit)}</a></xml>`, `<xml>${fill(unit)}</xml>`, fill(unit)]);
  for (const document of documents) {
    assertQuick(document.slice(0, 30), () => {
      try {
        readXml(document);
      } catch {
        // Other tests check whether it is refused.
      }
    });
  }
});

Deno.test("any text that is written is read back", () => {
  const random = createSeededRandom(3);
  // deno-lint-ignore no-control-regex
  const unwritable = /[\0-\x08\x0B\x0C\x0E-\x1F\uFFFE\uFFFF]/g;
  for (let round = 0; round < 1_000; round++) {
    const text = random.text(60) + random.pick(["", "]]>", "<![CDATA[", "]]]]>>", "</a>"]);
    const expected = text.replace(unwritable, "").replaceAll(/\r\n?/g, "\n");
    const { a } = readXml(writeXml({ a: text }));
    assert.equal((a as string).replaceAll("\r", "\n"), expected);
  }
});

Deno.test("numbers are written without CDATA, arrays as repeated elements, undefined is left out", () => {
  const xml = writeXml({ A: 1, B: ["x", { C: "y" }], D: undefined, E: { F: "" }, G: [] });
  assert.equal(
    xml,
    "<xml><A>1</A><B><![CDATA[x]]></B><B><C><![CDATA[y]]></C></B><E><F><![CDATA[]]></F></E></xml>",
  );
  assert.throws(() => writeXml({ "a><b": "1" }), /"a><b" is not the name of an element/);
});

Deno.test("characters that XML does not allow are left out", () => {
  assert.deepEqual(readXml(writeXml({ a: "a\0b\x1Bc\uFFFEd\uD800e🙂" })), { a: "abcde🙂" });
});
