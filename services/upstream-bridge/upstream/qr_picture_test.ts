import assert from "node:assert/strict";
import { readQrPicture } from "services/upstream-bridge/upstream/qr_picture.ts";

const KEY = "0123456789ABCDEF0123456789ABCDEF";
const URL_OF_PICTURE = "http://sim.example:9952/5b0c7a1e.png?time=17000000000000000";

function base64(beginning: string, length = 20): string {
  return btoa(beginning.padEnd(length, "\x01"));
}

const JPEG = base64("\xff\xd8\xff\xe0");
const PNG = base64("\x89PNG\r\n\x1a\n");

function pictureOf(fields: Record<string, unknown>) {
  return readQrPicture({ Key: KEY, ...fields })?.dataUri;
}

Deno.test("the type of a picture comes from its first bytes, not from its address", () => {
  assert.equal(
    pictureOf({ qrcode: URL_OF_PICTURE, qrcode_data: JPEG }),
    `data:image/jpeg;base64,${JPEG}`,
  );
  assert.equal(pictureOf({ qrcode_data: PNG }), `data:image/png;base64,${PNG}`);
  const gif = base64("GIF89a");
  assert.equal(pictureOf({ qrcode_data: gif }), `data:image/gif;base64,${gif}`);
  const webp = base64("RIFF\x10\0\0\0WEBP");
  assert.equal(pictureOf({ qrcode_data: webp }), `data:image/webp;base64,${webp}`);
});

Deno.test("a data URI, and base64 under every name, are pictures; an address never becomes one", () => {
  const expected = `data:image/png;base64,${PNG}`;
  assert.equal(pictureOf({ qrcode: expected }), expected);
  assert.equal(pictureOf({ qrcode: `data:image/svg+xml;base64,${PNG}` }), expected);
  for (const name of ["qrcode_data", "qrcodeData", "qrcode", "qrCode", "QrCodeUrl", "url"]) {
    assert.equal(pictureOf({ [name]: PNG }), expected, name);
  }
  const onlyAddress = readQrPicture({ qrcode: URL_OF_PICTURE, Key: KEY });
  assert.deepEqual(onlyAddress, { url: URL_OF_PICTURE, key: KEY, ttlMs: 600_000 });
});

Deno.test("what is no picture is not one, and does not hide the address", () => {
  const wrong = [
    "/9j/4AAQSkZJRgABAQ…",
    JPEG.slice(0, -1),
    `${JPEG}\0`,
    `${JPEG}" onerror="alert(1)`,
    btoa("<svg onload=alert(1)>"),
    btoa("<html>"),
    "data:text/html,<script>",
    "javascript:alert(1)",
    "",
  ];
  for (const qrcode_data of wrong) {
    assert.equal(readQrPicture({ qrcode_data, Key: KEY }), undefined, qrcode_data);
    const read = readQrPicture({ qrcode_data, qrcode: URL_OF_PICTURE });
    assert.deepEqual([read?.dataUri, read?.url], [undefined, URL_OF_PICTURE]);
  }
  for (const payload of [null, {}, [], { Key: KEY, Ttl: 600 }, { qrcode: 7 }]) {
    assert.equal(readQrPicture(payload), undefined);
  }
});

Deno.test("a picture has at most 512 KB", () => {
  const largest = base64("\xff\xd8\xff", 524_288);
  assert.ok(pictureOf({ qrcode_data: largest })?.endsWith(largest));
  assert.equal(pictureOf({ qrcode_data: base64("\xff\xd8\xff", 524_289) }), undefined);
});

Deno.test("the key has several names, and is never taken from the address", () => {
  for (const name of ["Key", "key", "qrcodeKey", "qrcode_key", "qrcodekey", "Qrcode_key"]) {
    assert.equal(readQrPicture({ qrcode_data: PNG, [name]: KEY })?.key, KEY, name);
  }
  assert.equal(readQrPicture({ qrcode: URL_OF_PICTURE })?.key, "");
});

Deno.test("the time to live is 600 s by default, and from 30 s to 30 min", () => {
  const ttlOf = (fields: Record<string, unknown>) =>
    readQrPicture({ qrcode_data: PNG, ...fields })?.ttlMs;
  assert.equal(ttlOf({}), 600_000);
  assert.equal(ttlOf({ Ttl: "x" }), 600_000);
  assert.equal(ttlOf({ Ttl: 300 }), 300_000);
  assert.equal(ttlOf({ ttl: "120" }), 120_000);
  assert.equal(ttlOf({ expireTime: 1 }), 30_000);
  assert.equal(ttlOf({ Ttl: -5 }), 30_000);
  assert.equal(ttlOf({ Ttl: 1760000000 }), 1_800_000);
});
