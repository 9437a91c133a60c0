import assert from "node:assert/strict";
import { createBrowserFetch } from "packages/ui/browser_fetch.ts";

/** A browser with an expired access token, whose refresh gets this status. */
function open(refreshStatus: number) {
  const asked: string[] = [];
  const left: string[] = [];
  let isSignedIn = false;
  const fetch = createBrowserFetch({
    here: () => "/console/inbox?state=failed",
    leaveFor: (url) => void left.push(url),
    async fetch(input) {
      asked.push(input);
      await Promise.resolve();
      if (input !== "/api/auth/refresh") {
        return new Response(input, { status: isSignedIn ? 200 : 401 });
      }
      isSignedIn = refreshStatus === 200;
      return new Response("{}", { status: refreshStatus });
    },
  });
  return { fetch, asked, left };
}

Deno.test("requests with an expired access token are repeated after one shared refresh", async () => {
  const { fetch, asked, left } = open(200);
  const answers = await Promise.all([fetch("/a"), fetch("/b"), fetch("/c")]);
  assert.deepEqual(answers.map(({ status }) => status), [200, 200, 200]);
  assert.equal(asked.filter((path) => path === "/api/auth/refresh").length, 1);
  assert.deepEqual(left, []);
});

Deno.test("when the session has ended the browser goes to the sign-in page with the way back", async () => {
  const { fetch, left } = open(401);
  assert.equal((await fetch("/a")).status, 401);
  assert.deepEqual(left, ["/login?redirect=%2Fconsole%2Finbox%3Fstate%3Dfailed&renew=1"]);
});

Deno.test("a refresh that fails for a moment does not end the session", async () => {
  const { fetch, left } = open(503);
  const answers = await Promise.all([fetch("/a"), fetch("/b")]);
  assert.deepEqual(answers.map(({ status }) => status), [503, 503]);
  assert.deepEqual(left, []);
});
