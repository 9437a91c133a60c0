import assert from "node:assert/strict";
import type { Browser } from "tests/support/browser.ts";
import { randomHex, systemRandomBytes } from "packages/platform/random.ts";

/** Shorter ones would be found by chance. */
const LENGTH_MIN = 16;

/** What must never come out, by what it is. */
export interface SecretKeeper {
  readonly size: number;
  /** Keeps a secret and returns it. */
  keep(what: string, secret: string): string;
  /** Makes a secret that is easy to tell from everything else, and keeps it. */
  make(what: string): string;
  /** Keeps the values of all cookies of a browser. */
  keepCookies(what: string, browser: Browser): void;
  /** Keeps the code of WeCom's redirect, and returns the redirect. */
  keepCode(what: string, redirect: string): string;
  /** Each secret that a text holds, with what stands before it. */
  findIn(place: string, text: string): string[];
}

/** An empty keeper. */
export function createSecretKeeper(): SecretKeeper {
  const secrets = new Map<string, string>();
  const keeper: SecretKeeper = {
    get size() {
      return secrets.size;
    },
    keep(what, secret) {
      assert.ok(secret.length >= LENGTH_MIN, `${what} is too short to be looked for`);
      secrets.set(what, secret);
      return secret;
    },
    make: (what) =>
      keeper.keep(what, `canary-${what.replaceAll(" ", "-")}-${randomHex(systemRandomBytes, 12)}`),
    keepCookies(what, { cookies }) {
      for (const [name, value] of cookies) keeper.keep(`${what} ${name}`, value);
    },
    keepCode(what, redirect) {
      keeper.keep(`code (${what})`, new URL(redirect).searchParams.get("code") ?? "");
      return redirect;
    },
    findIn: (place, text) =>
      [...secrets].filter(([, secret]) => text.includes(secret)).map(([what, secret]) => {
        const at = text.indexOf(secret);
        return `${what} in ${place}: …${text.slice(Math.max(0, at - 160), at)}`;
      }),
  };
  return keeper;
}
