import assert from "node:assert/strict";
import jsqr from "jsqr";
import { qrDataUrl } from "services/auth/domain/qr_code.ts";

const PIXELS_PER_MODULE = 4;

/** Draws the picture like a browser: a white background, then each rectangle of the path. */
function draw(dataUrl: string): { pixels: Uint8ClampedArray; side: number } {
  const svg = decodeURIComponent(dataUrl.replace(/^data:image\/svg\+xml,/, ""));
  const size = Number(/viewBox='0 0 (\d+) \1'/.exec(svg)?.[1]);
  const dark = /<path d='([^']+)'\/><\/svg>$/.exec(svg)?.[1] ?? "";
  const side = size * PIXELS_PER_MODULE;
  const pixels = new Uint8ClampedArray(side * side * 4).fill(255);
  for (const [, x, y, width] of dark.matchAll(/M(\d+) (\d+)h(\d+)v1h-\3z/g)) {
    for (
      let row = Number(y) * PIXELS_PER_MODULE;
      row < (Number(y) + 1) * PIXELS_PER_MODULE;
      row++
    ) {
      const from = (row * side + Number(x) * PIXELS_PER_MODULE) * 4;
      for (let at = from; at < from + Number(width) * PIXELS_PER_MODULE * 4; at += 4) {
        pixels.fill(0, at, at + 3);
      }
    }
  }
  return { pixels, side };
}

const LOGIN_URL = "https://open.weixin.qq.com/connect/oauth2/authorize?appid=ww0123456789abcdef" +
  "&redirect_uri=https%3A%2F%2Fwecom.example.com%2Fapi%2Fauth%2Fwecom%2Fcallback" +
  "&response_type=code&scope=snsapi_base&state=0123456789abcdef0123456789abcdef" +
  "&agentid=1000002#wechat_redirect";

Deno.test("a camera reads the encoded text from the picture", () => {
  for (
    const text of ["https://wecom.example.com/", LOGIN_URL, LOGIN_URL + "&x=".padEnd(700, "y")]
  ) {
    const { pixels, side } = draw(qrDataUrl(text));
    assert.equal(jsqr.default(pixels, side, side)?.data, text);
  }
});

Deno.test("the picture is a data URL that fits into an attribute and contains no script", () => {
  const url = qrDataUrl(LOGIN_URL);
  assert.match(url, /^data:image\/svg\+xml,%3Csvg [^"<>&#]*$/);
  assert.doesNotMatch(url, /script|open\.weixin/);
  assert.ok(url.length < 60_000);
});
