import assert from "node:assert/strict";
import { decodeText, readTextFile, TextFileError } from "packages/platform/config/text_file.ts";

const WORDS = "违禁品\n";
/** The same text as GB18030. */
const GB18030 = Uint8Array.of(0xce, 0xa5, 0xbd, 0xfb, 0xc6, 0xb7, 0x0a);

const utf16 = (text: string, isLittle: boolean) => {
  const view = new DataView(new ArrayBuffer(text.length * 2));
  [...text].forEach((it, index) => view.setUint16(index * 2, it.charCodeAt(0), isLittle));
  return new Uint8Array(view.buffer);
};

Deno.test("a text is the same in UTF-8, UTF-8 with a byte order mark, UTF-16 and GB18030", () => {
  const utf8 = new TextEncoder().encode(WORDS);
  const files: [Uint8Array, string][] = [
    [utf8, "UTF-8"],
    [Uint8Array.of(0xef, 0xbb, 0xbf, ...utf8), "UTF-8"],
    [utf16(`\uFEFF${WORDS}`, true), "UTF-16"],
    [utf16(`\uFEFF${WORDS}`, false), "UTF-16"],
    [GB18030, "GB18030"],
    [new Uint8Array(), "UTF-8"],
  ];
  for (const [bytes, encoding] of files) {
    assert.deepEqual(decodeText(bytes), { text: bytes.length === 0 ? "" : WORDS, encoding });
  }
});

Deno.test("what is no text in these encodings is refused", () => {
  const files = [
    Uint8Array.of(0xff),
    Uint8Array.of(0xff, 0xfe, 0x41),
    Uint8Array.of(0x63, 0xe9, 0x0a),
    Uint8Array.of(0x50, 0x4b, 0x03, 0x04, 0x00, 0x00),
    utf16("plain", true),
  ];
  for (const bytes of files) assert.throws(() => decodeText(bytes), TextFileError, `${bytes}`);
});

Deno.test("a file that cannot be read is refused with the reason, without its path", async () => {
  const folder = await Deno.makeTempDir();
  try {
    const reasonOf = (path: string) => {
      try {
        return readTextFile(path).text;
      } catch (error) {
        assert.ok(error instanceof TextFileError);
        assert.ok(!error.message.includes(folder));
        return error.message;
      }
    };
    assert.match(reasonOf(`${folder}/none.txt`), /not there/);
    assert.match(reasonOf(folder), /folder instead of a file/);
    await Deno.writeTextFile(`${folder}/file`, "x");
    assert.match(reasonOf(`${folder}/file/below`), /not there/);
    assert.equal(reasonOf(`${folder}/file`), "x");
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});
