import { FORM_TYPE, JSON_TYPE, type RequestBody } from "tests/threats/support/request_bodies.ts";

/** A number from 0 up to, but not including, `limit`. */
export type Draw = (limit: number) => number;

/** What a request is made from: an existing route with what a right caller would send. */
export interface RightRequest {
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: RequestBody | undefined;
}

const ID = "0123456789abcdef0123456789abcdef";
const ODD_TEXTS = [
  "",
  "%00",
  "%",
  "%zz",
  "%ff%fe",
  "%ED%A0%80",
  "%C0%AF",
  "__proto__",
  "constructor",
  "a".repeat(3_000),
  "-1",
  "1e309",
  "9007199254740993",
  "' or 1=1--",
  "%0d%0aX-Injected:%201",
  "..%2f..%2fetc%2fpasswd",
  "\ud800",
  "\u202e中文",
  "[]",
  "[object Object]",
  "null",
];
const HEADER_VALUES: Readonly<Record<string, readonly string[]>> = {
  host: ["a/readyz?", "a b", "", "user@a", "[::1", "a:99999", "a#x", "\u00ff", "%61"],
  cookie: [
    "%; =; ;;",
    `wl_${ID}=%ff`,
    "=",
    "wecom_access=a.b.c",
    `wl_${"x".repeat(300)}=1`,
    "\u00ff=\u00ff",
    "a=b; a=c; __proto__=x",
    "wecom_refresh=%E0%A4%A",
  ],
  authorization: [
    "Bearer",
    "Bearer  a b",
    `Bearer ${"a.".repeat(1_000)}`,
    "Basic Og==",
    "bearer \u00ff",
    "Digest x=y,",
    "Bearer eyJhbGciOiJub25lIn0.e30.",
  ],
  accept: [
    "text/html",
    "*/*;q=x",
    ";;;",
    "\u00ff",
    "text/html;level=1,,",
    "application/problem+json",
  ],
  "accept-language": [
    "*;q=x,,;;q=",
    "zh-\u00ff",
    "-",
    "en;q=9e99",
    "x".repeat(2_000),
    "zh-Hant-TW-x-a;q=0",
  ],
  "content-type": [
    `${JSON_TYPE};`,
    `${JSON_TYPE} ; charset=gbk`,
    `${JSON_TYPE}; charset`,
    `${FORM_TYPE};;`,
    "multipart/form-data",
    "multipart/form-data; boundary=",
    "multipart/form-data; boundary=x",
    "text/plain",
    "/",
    ";",
    "application/json, application/json",
    "application/\u00ff",
    `${JSON_TYPE}; a="b;c`,
  ],
  "x-forwarded-for": [",,,", "<script>", "::::", "1.2.3.4.5", "[", "unknown", "1.2.3.4, ::1"],
  "x-request-id": ["<b>", "x".repeat(3_000), "\u00ff"],
  origin: ["null", "http://", "https://a b", "\u00ff", "file://"],
  range: ["bytes=0-1", "bytes=-", "x", "bytes=9-1,2-3"],
  "if-none-match": ["*", '"', "W/"],
  "if-modified-since": ["yesterday", "0"],
  "if-match": ["*"],
  expect: ["100-continue", "nonsense"],
  "last-event-id": ["x", "-1", "99999999999"],
  "sec-fetch-site": ["nonsense", "cross-site"],
  traceparent: ["00-0-0-0", "x", `00-${"f".repeat(32)}-${"f".repeat(16)}-ff`],
  baggage: ["a=b,,=", "\u00ff"],
  forwarded: ["for=", 'for="[::1"'],
  "user-agent": ["wxwork/\u00ff", "", "x".repeat(2_000)],
  upgrade: ["websocket", "h2c"],
  connection: ["upgrade", "x, y", "keep-alive"],
  te: ["trailers"],
  "content-encoding": ["gzip", "x"],
  "access-control-request-method": ["x"],
  "transfer-encoding": ["gzip", "chunked, chunked"],
  "content-length": ["-1", "x", "1, 2", "99999999999999999999"],
};
const METHODS = [
  "GET",
  "POST",
  "PUT",
  "PATCH",
  "DELETE",
  "HEAD",
  "OPTIONS",
  "TRACE",
  "CONNECT",
  "PROPFIND",
  "get",
  "X!",
];
const QUERY_NAMES = [
  "state",
  "sessionId",
  "attempt",
  "redirect",
  "app",
  "flow",
  "code",
  "wait",
  "after",
  "cursor",
  "limit",
  "q",
  "lang",
  "url",
  "kind",
  "msg_signature",
  "timestamp",
  "nonce",
  "echostr",
  "__proto__",
];
const ODD_BODIES = [
  "",
  "{",
  "null",
  "[]",
  "1e999",
  '"\\ud800"',
  '{"__proto__":{"x":1}}',
  '{"a":1,"a":2}',
  "[".repeat(20_000),
  `${'{"a":'.repeat(5_000)}1${"}".repeat(5_000)}`,
  '{"sessionId":123456789012345678901234567890}',
  "\ufeff{}",
  "\u0000",
  "a=%zz&b=%ff&=&&",
  "attempt[]=a&secret=%00&number=1e9",
  '--x\r\nContent-Disposition: form-data; name="a"\r\n\r\n1\r\n--x--\r\n',
  "--x\r\nContent-Disposition: form-data\r\n\r\n",
  "<xml><!DOCTYPE a [<!ENTITY b SYSTEM 'file:///etc/passwd'>]><Encrypt>&b;</Encrypt></xml>",
  "x".repeat(70_000),
];

const pick = <T>(draw: Draw, from: readonly T[]): T => from[draw(from.length)]!;

/** The bytes of one request that is wrong in one or several ways; parts of it may be right. */
export function makeHostileRequest(draw: Draw, right: RightRequest, host: string): Uint8Array {
  const method = draw(8) === 0 ? pick(draw, METHODS) : right.method;
  const headers: [string, string][] = [["host", host]];
  for (const entry of Object.entries(right.headers)) if (draw(4) > 0) headers.push(entry);
  if (right.body !== undefined && draw(4) > 0) headers.push(["content-type", right.body.type]);
  for (let count = draw(4); count > 0; count -= 1) {
    const name = pick(draw, Object.keys(HEADER_VALUES));
    const header: [string, string] = [name, pick(draw, HEADER_VALUES[name]!)];
    const present = headers.findIndex(([other]) => other === name);
    if (present === -1 || draw(4) === 0) headers.push(header);
    else headers[present] = header;
  }
  const hasBody = right.body !== undefined || draw(6) === 0;
  const body = hasBody ? makeBody(draw, right.body) : new Uint8Array();
  const framed = hasBody ? frame(draw, body, headers) : body;
  const head = `${method} ${makeTarget(draw, right.path)} HTTP/1.1\r\n` +
    headers.map(([name, value]) => `${name}: ${value}\r\n`).join("") + "\r\n";
  return concat([latin1(head), framed]);
}

function makeTarget(draw: Draw, path: string): string {
  const odd = draw(10) === 0 ? path.replace(/[^/]*$/, () => pick(draw, ODD_TEXTS)) : path;
  const query = Array.from({ length: draw(5) }, () => {
    const value = draw(3) === 0 ? ID : pick(draw, ODD_TEXTS);
    return `${pick(draw, QUERY_NAMES)}${draw(9) === 0 ? "[]" : ""}=${value}`;
  });
  const target = query.length === 0 ? odd : `${odd}?${query.join("&")}`;
  if (draw(40) === 0) return `http://${pick(draw, ["a", "u@b", "", "a?x", "[::1]:1"])}${target}`;
  // A space would end the target.
  return target.replaceAll(" ", "+");
}

function makeBody(draw: Draw, right: RequestBody | undefined): Uint8Array {
  if (right === undefined || draw(2) === 0) return damage(draw, utf8(pick(draw, ODD_BODIES)));
  const fields: Record<string, unknown> = { ...right.good };
  const name = pick(draw, Object.keys(fields));
  const values = [
    ...ODD_TEXTS,
    null,
    1e308,
    -0,
    [],
    {},
    { $ne: null },
    "\u0000",
    "x".repeat(60_000),
  ];
  if (draw(2) === 0) fields[name] = pick<unknown>(draw, values);
  const text = right.type === JSON_TYPE
    ? JSON.stringify(fields)
    : Object.entries(fields).map(([field, value]) => `${field}=${value}`).join("&");
  return damage(draw, utf8(text));
}

/** Sometimes puts bytes that are no UTF-8 into the body. */
function damage(draw: Draw, body: Uint8Array): Uint8Array {
  if (draw(5) > 0 || body.length === 0) return body;
  const damaged = body.slice();
  for (let count = 1 + draw(3); count > 0; count -= 1) {
    damaged[draw(damaged.length)] = pick(draw, [0, 0xff, 0xc0, 0xed, 0x80]);
  }
  return damaged;
}

/** Adds the length or the chunks of a body, right or wrong. */
function frame(draw: Draw, body: Uint8Array, headers: [string, string][]): Uint8Array {
  const way = draw(8);
  if (way === 0) return body;
  if (way < 5) {
    const length = way === 1 ? body.length + pick(draw, [-1, 1, 50]) : body.length;
    headers.push(["content-length", String(Math.max(0, length))]);
    return body;
  }
  headers.push(["transfer-encoding", "chunked"]);
  const size = way === 5
    ? pick(draw, ["zz", "-1", "ffffffffffffffffff", "3"])
    : body.length.toString(16);
  const end = way === 6 ? pick(draw, ["\r\n", "", "XXXX\r\n"]) : "\r\n0\r\n\r\n";
  return concat([latin1(`${size}\r\n`), body, latin1(end)]);
}

function utf8(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** As bytes: characters up to U+00FF are one byte, as in a header; others are UTF-8. */
function latin1(text: string): Uint8Array {
  return concat(
    [...text].map((character) =>
      character <= "\u00ff" ? Uint8Array.of(character.charCodeAt(0)) : utf8(character)
    ),
  );
}

function concat(parts: readonly Uint8Array[]): Uint8Array {
  const whole = new Uint8Array(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
