import { type Browser, chromium } from "playwright-core";
import { scaleWait } from "packages/testkit/scale_wait.ts";

const START_WITHIN_MS = 120_000;
// The headless shell is the same engine without the browser's own windows. With it, tests need half as much CPU time.
const PATHS = [
  "/usr/bin/chromium-headless-shell",
  "/usr/bin/chromium",
  "/usr/bin/chromium-browser",
  "/usr/bin/google-chrome",
];

/** The path of Chromium: from the variable `CHROMIUM`, or the first of {@link PATHS} that exists. */
function findChromium(): string {
  const path = [Deno.env.get("CHROMIUM") ?? "", ...PATHS].find(isFile);
  if (path === undefined) throw new Error("Cannot start Chromium: install the package chromium");
  return path;
}

/** Starts headless Chromium without background connections. The caller closes it. */
export async function launchChromium(): Promise<Browser> {
  return await chromium.launch({
    executablePath: findChromium(),
    timeout: scaleWait(START_WITHIN_MS),
    args: [
      "--no-sandbox",
      "--disable-gpu",
      "--disable-quic",
      "--disable-background-networking",
      "--disable-component-update",
      "--disable-sync",
      "--no-first-run",
    ],
  });
}

function isFile(path: string): boolean {
  try {
    return Deno.statSync(path).isFile;
  } catch {
    return false;
  }
}
