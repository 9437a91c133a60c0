import assert from "node:assert/strict";
import {
  answerWecom,
  type Browser,
  createBrowser,
  expectJson,
  scanOwn,
} from "tests/support/browser.ts";
import { type Stack, startStack } from "tests/support/start_stack.ts";

const PEOPLE = 300;
const OFFICE = "203.0.113.50";

let stack: Stack;
// The clock of a stack stands still, so everything here happens within one minute.
Deno.test.beforeEach(async () => {
  stack = await startStack();
});
Deno.test.afterEach(() => stack.stop());

/** Lets the people of one office sign in, a few at a time, and returns how often each outcome came. */
async function signInAll(signIn: (person: Browser) => Promise<string>) {
  const outcomes: Record<string, number> = {};
  const people = Array.from({ length: PEOPLE }, () => createBrowser(stack, { ip: OFFICE }));
  await Promise.all(Array.from({ length: 10 }, async () => {
    for (let person = people.pop(); person !== undefined; person = people.pop()) {
      const outcome = await signIn(person);
      outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
    }
  }));
  return outcomes;
}

async function openLoginPage(person: Browser): Promise<void> {
  const page = await person.fetch("/login?redirect=%2Fsidebar");
  assert.equal(page.status, 200);
  await page.body?.cancel();
}

async function whoIs(person: Browser): Promise<string> {
  const me = await person.fetch("/api/auth/me");
  await me.body?.cancel();
  return `me ${me.status}`;
}

Deno.test("300 people behind one address sign in within a minute through WeCom's page", async () => {
  const outcomes = await signInAll(async (person) => {
    await openLoginPage(person);
    const started = await person.start({ redirect: "/sidebar" });
    const back = await person.fetch(await answerWecom(stack, started.loginUrl, "lisi"));
    await back.body?.cancel();
    if (back.status !== 303) return `redirect ${back.status}`;
    const completed = await person.fetch(back.headers.get("location")!);
    await completed.body?.cancel();
    return completed.status === 303 ? await whoIs(person) : `complete ${completed.status}`;
  });
  assert.deepEqual(outcomes, { "me 200": PEOPLE });
});

Deno.test("300 people behind one address, with their phones, sign in within a minute by QR code", async () => {
  const outcomes = await signInAll(async (person) => {
    await openLoginPage(person);
    const started = await person.start({ flow: "own" });
    const phone = createBrowser(stack, { ip: OFFICE });
    const { attempt, secret } = await scanOwn(stack, phone, started, "lisi");
    const { matchNumber } = await person.status(started);
    const answered = await phone.postForm("/api/auth/wecom/confirm", {
      attempt,
      secret,
      number: matchNumber!,
    });
    await answered.body?.cancel();
    if (answered.status !== 200) return `confirm ${answered.status}`;
    const query = `state=${started.state}&sessionId=${started.sessionId}&wait=0`;
    await expectJson(await person.fetch(`/api/auth/wecom/poll?${query}`));
    const redeemed = await person.redeem(started.sessionId);
    await redeemed.body?.cancel();
    return redeemed.status === 200 ? await whoIs(person) : `token ${redeemed.status}`;
  });
  assert.deepEqual(outcomes, { "me 200": PEOPLE });
});

Deno.test("an address that sends codes which WeCom does not know is refused after 20, and others are not", async () => {
  const tryCode = async (ip: string) => {
    const person = createBrowser(stack, { ip });
    const { state } = await person.start();
    const answer = await person.fetch(`/api/auth/wecom/callback?code=made-up&state=${state}`);
    await answer.body?.cancel();
    return answer.status;
  };
  for (let count = 0; count < 20; count += 1) assert.equal(await tryCode(OFFICE), 303);
  assert.equal(await tryCode(OFFICE), 429);
  assert.equal(await tryCode("203.0.113.51"), 303);
});

Deno.test("one attempt takes 20 redirects a minute, and a stranger cannot use them up", async () => {
  const [person, stranger] = [createBrowser(stack), createBrowser(stack)];
  const started = await person.start();
  const url = `/api/auth/wecom/callback?code=x&state=${started.state}`;
  for (let count = 0; count < 25; count += 1) {
    const answer = await stranger.fetch(url);
    assert.equal(answer.status, count < 20 ? 403 : 429);
    await answer.body?.cancel();
  }
  const statuses = [];
  for (let count = 0; count < 21; count += 1) {
    const answer = await person.fetch(url);
    statuses.push(answer.status);
    await answer.body?.cancel();
  }
  assert.deepEqual(statuses, [...Array(20).fill(303), 429]);
});
