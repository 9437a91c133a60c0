import assert from "node:assert/strict";
import type { Browser } from "tests/support/browser.ts";
import { randomHex, systemRandomBytes } from "packages/platform/random.ts";

/** Shorter secrets could be found by chance. */
const LENGTH_MIN = 16;

/** Secrets that no output may contain, each with a description. */
export interface SecretList {
  readonly size: number;
  /** Adds a secret and returns it. */
  add(what: string, secret: string): string;
  /** Creates a secret that occurs nowhere else, adds it and returns it. */
  create(what: string): string;
  /** Adds the values of all cookies of a browser. */
  addCookies(what: string, browser: Browser): void;
  /** Adds the code of WeCom's redirect, and returns the redirect. */
  addCode(what: string, redirect: string): string;
  /** The description of each secret that a text contains, with the text before the secret. */
  findIn(place: string, text: string): string[];
}

/** An empty list. */
export function createSecretList(): SecretList {
  const secrets = new Map<string, string>();
  const list: SecretList = {
    get size() {
      return secrets.size;
    },
    add(what, secret) {
      assert.ok(secret.length >= LENGTH_MIN, `${what} is too short to search for`);
      secrets.set(what, secret);
      return secret;
    },
    create: (what) =>
      list.add(what, `canary-${what.replaceAll(" ", "-")}-${randomHex(systemRandomBytes, 12)}`),
    addCookies(what, { cookies }) {
      for (const [name, value] of cookies) list.add(`${what} ${name}`, value);
    },
    addCode(what, redirect) {
      list.add(`code (${what})`, new URL(redirect).searchParams.get("code") ?? "");
      return redirect;
    },
    findIn: (place, text) =>
      [...secrets].filter(([, secret]) => text.includes(secret)).map(([what, secret]) => {
        const at = text.indexOf(secret);
        return `${what} in ${place}: …${text.slice(Math.max(0, at - 160), at)}`;
      }),
  };
  return list;
}
