import assert from "node:assert/strict";
import { nameUserAgent } from "services/callback/pages/user_agent.ts";

const WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)";
const WINDOWS = "Mozilla/5.0 (Windows NT 10.0; Win64; x64)";

const CASES: ReadonlyArray<readonly [header: string, browser: string, system: string]> = [
  [`${WINDOWS} ${WEBKIT} Chrome/141.0.0.0 Safari/537.36`, "Chrome", "Windows"],
  [`${WINDOWS} ${WEBKIT} Chrome/141.0.0.0 Safari/537.36 Edg/141.0.0.0`, "Edge", "Windows"],
  [`${WINDOWS} ${WEBKIT} Chrome/141.0.0.0 Safari/537.36 OPR/124.0.0.0`, "Opera", "Windows"],
  [
    `${WINDOWS} ${WEBKIT} Chrome/94.0.4606.71 Safari/537.36 Core/1.94.225.400 QQBrowser/12.2.5544.400`,
    "QQ Browser",
    "Windows",
  ],
  [
    "Mozilla/5.0 (X11; Ubuntu; Linux x86_64; rv:143.0) Gecko/20100101 Firefox/143.0",
    "Firefox",
    "Linux",
  ],
  [
    "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/18.6 Safari/605.1.15",
    "Safari",
    "macOS",
  ],
  [
    `Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) ${WEBKIT} Chrome/140.0.0.0 Safari/537.36`,
    "Chrome",
    "ChromeOS",
  ],
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 18_6 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) CriOS/141.0 Mobile/15E148 Safari/604.1",
    "Chrome",
    "iOS",
  ],
  [
    `Mozilla/5.0 (Linux; Android 14; Pixel 8) ${WEBKIT} Version/4.0 Chrome/126.0 Mobile Safari/537.36 wxwork/4.1.38 MicroMessenger/7.0.1`,
    "WeCom",
    "Android",
  ],
];

Deno.test("a browser is named by what it is, not by what else it claims to be", () => {
  for (const [header, browser, system] of CASES) {
    assert.deepEqual(nameUserAgent(header), { browser, system }, header);
  }
});

Deno.test("what is not known is not guessed", () => {
  assert.deepEqual(nameUserAgent(""), { browser: undefined, system: undefined });
  assert.deepEqual(nameUserAgent("curl/8.5.0"), { browser: undefined, system: undefined });
  assert.deepEqual(nameUserAgent("<b>Chrome</b>"), { browser: undefined, system: undefined });
});

Deno.test("a header of any length is read in no time", () => {
  assert.equal(nameUserAgent("Version/1 ".repeat(100_000)).browser, undefined);
});
