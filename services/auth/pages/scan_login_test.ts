import assert from "node:assert/strict";
import { type CreatedAttempt, createScanApi, parseCreated } from "services/auth/pages/scan_api.ts";
import { type ScanBrowser, ScanLogin } from "services/auth/pages/scan_login.ts";
import type { ScanEvent } from "services/auth/pages/scan_state.ts";

type Answer = (query: URLSearchParams) => Response | Promise<Response>;
type Server = Readonly<Record<"qrcode" | "poll" | "status" | "token", Answer>>;

const LIFETIME_MS = 120_000;
const CREATED = {
  state: "a1",
  sessionId: "b2",
  loginUrl: "https://open.example.com/authorize",
  qr: "data:image/svg+xml,x",
  status: "pending",
  version: 1,
  pollAfterMs: 0,
};

function created(): Response {
  return Response.json({ ...CREATED, expiresAt: new Date(Date.now() + LIFETIME_MS) });
}

function status(status: string, version: number, more: Record<string, unknown> = {}): Response {
  const expiresAt = new Date(Date.now() + LIFETIME_MS);
  return Response.json({ status, version, expiresAt, ...more });
}

function answers(...list: Answer[]): Answer {
  return (query) => {
    const next = list.length > 1 ? list.shift() : list[0];
    return next!(query);
  };
}

/** A page that runs against a real HTTP server; its time passes only in pauses, and then at once. */
async function withPage(
  server: Server,
  run: (page: {
    events: ScanEvent[];
    pauses: number[];
    /** Requests in order, as `verb` or `verb?after`. */
    asked: string[];
    browser: ScanBrowser & { hide(): void; show(): void; renew(): void };
    /** Runs until the browser leaves for the address returned; `first` is the attempt of the first HTML. */
    start(first?: CreatedAttempt): Promise<string>;
  }) => Promise<void>,
): Promise<void> {
  const [events, pauses, asked]: [ScanEvent[], number[], string[]] = [[], [], []];
  const http = Deno.serve({ hostname: "127.0.0.1", port: 0, onListen: () => {} }, (request) => {
    const url = new URL(request.url);
    const verb = url.pathname.split("/").at(-1) as keyof Server;
    const after = url.searchParams.get("after");
    asked.push(after === null ? verb : `${verb}?${after}`);
    return server[verb](url.searchParams);
  });
  const origin = `http://127.0.0.1:${http.addr.port}`;
  const left = Promise.withResolvers<string>();
  const browser = createBrowser(pauses, left.resolve);
  const api = createScanApi({
    app: "default",
    redirect: "/",
    fetch: (path, init) => fetch(origin + path, init),
  });
  const start = (first?: CreatedAttempt) => {
    new ScanLogin(api, browser, (event) => events.push(event)).run(first);
    return left.promise;
  };
  try {
    await run({ events, pauses, asked, browser, start });
  } finally {
    await http.shutdown();
  }
}

function createBrowser(pauses: number[], leaveFor: (url: string) => void) {
  let nowMs = 0;
  let visible: PromiseWithResolvers<void> | undefined;
  let hidden = new AbortController();
  let renewal = new AbortController();
  return {
    now: () => nowMs,
    random: () => 1,
    pause: (ms: number) => {
      pauses.push(ms);
      nowMs += ms;
      return Promise.resolve();
    },
    isOnline: () => true,
    hiddenSignal: () => hidden.signal,
    whenVisible: () => visible?.promise ?? Promise.resolve(),
    whenRenewalAsked: () => Promise.resolve(),
    renewalSignal: () => (renewal = new AbortController()).signal,
    leaveFor,
    renew: () => renewal.abort(),
    hide() {
      visible = Promise.withResolvers();
      hidden.abort();
    },
    show() {
      hidden = new AbortController();
      visible?.resolve();
      visible = undefined;
    },
  };
}

Deno.test("a scan is followed by version, redeemed once, and left for the page that completes it", () =>
  withPage({
    qrcode: created,
    poll: answers(
      () => status("scanned", 2),
      () => status("confirming", 3, { matchNumber: "64" }),
      () => status("confirmed", 4),
    ),
    status: () => status("pending", 1),
    token: () => Response.json({}),
  }, async ({ start, asked, events }) => {
    assert.equal(await start(), "/login/complete?attempt=b2&redirect=%2F");
    assert.deepEqual(asked, ["qrcode", "poll?1", "poll?2", "poll?3", "token"]);
    assert.deepEqual(events.map((event) => event.type === "status" ? event.status : event.type), [
      "created",
      "scanned",
      "confirming",
      "confirmed",
      "signed_in",
    ]);
  }));

Deno.test("another tab that redeemed first signs this one in as well", () =>
  withPage({
    qrcode: created,
    poll: () => status("confirmed", 2),
    status: () => status("confirmed", 2),
    token: () => new Response("", { status: 409 }),
  }, async ({ start }) => {
    assert.equal(await start(), "/login/complete?attempt=b2&redirect=%2F");
  }));

Deno.test("an attempt that the server forgot is renewed by itself three times in a row, then by the person", () =>
  withPage({
    qrcode: created,
    poll: answers(
      ...Array.from({ length: 4 }, () => () => new Response("", { status: 404 })),
      () => status("consumed", 2),
    ),
    status: () => status("pending", 1),
    token: () => Response.json({}),
  }, async ({ start, events, pauses }) => {
    await start();
    assert.deepEqual(pauses.filter((ms) => ms > 0), [500, 1_000, 2_000]);
    assert.deepEqual(events.map((event) => event.type), [
      ...["created", "renewing", "created", "renewing", "created", "renewing", "created"],
      ...["expired", "renewing", "created", "status"],
    ]);
  }));

Deno.test("a lost connection is shown at the second failure, retried with back-off, and the status is then read at once", () =>
  withPage({
    qrcode: created,
    poll: answers(() => new Response("", { status: 502 }), () => status("consumed", 3)),
    status: answers(() => new Response("", { status: 502 }), () => status("scanned", 2)),
    token: () => Response.json({}),
  }, async ({ start, asked, events, pauses }) => {
    await start();
    assert.deepEqual(asked, ["qrcode", "poll?1", "status", "status", "poll?2"]);
    assert.deepEqual(pauses.slice(1, 3), [500, 1_000]);
    const troubles = events.filter((event) => event.type === "trouble");
    assert.deepEqual(troubles, [{ type: "trouble", trouble: "reconnecting" }]);
  }));

Deno.test("Retry-After is honoured, before there is an attempt and while one is polled", () =>
  withPage({
    qrcode: answers(
      () => new Response("", { status: 429, headers: { "retry-after": "7" } }),
      created,
    ),
    poll: () => new Response("", { status: 503, headers: { "retry-after": "3" } }),
    status: () => status("consumed", 2),
    token: () => Response.json({}),
  }, async ({ start, pauses, events }) => {
    await start();
    assert.deepEqual(pauses.slice(0, 3), [7_250, 0, 3_250]);
    assert.deepEqual(events.slice(0, 3).map((event) => event.type), [
      "trouble",
      "created",
      "trouble",
    ]);
  }));

Deno.test("a hidden tab ends its poll, asks nothing, and re-reads at once when it is seen again", async () => {
  const held = Promise.withResolvers<void>();
  const release = Promise.withResolvers<Response>();
  await withPage({
    qrcode: created,
    poll: () => {
      held.resolve();
      return release.promise;
    },
    status: () => status("consumed", 2),
    token: () => Response.json({}),
  }, async ({ start, asked, browser }) => {
    const leaving = start();
    await held.promise;
    browser.hide();
    release.resolve(status("pending", 1));
    browser.show();
    await leaving;
    assert.deepEqual(asked, ["qrcode", "poll?1", "status"]);
  });
});

Deno.test("a new QR on request starts a new attempt at once, and the old attempt is no longer polled", async () => {
  const held = Promise.withResolvers<void>();
  const release = Promise.withResolvers<Response>();
  await withPage({
    qrcode: answers(created, () => Response.json({ ...CREATED, state: "second" })),
    poll: answers(
      () => status("scanned", 2),
      () => {
        held.resolve();
        return release.promise;
      },
      (query) => status(query.get("state") === "second" ? "consumed" : "denied", 3),
    ),
    status: () => status("scanned", 2),
    token: () => Response.json({}),
  }, async ({ start, asked, events, browser }) => {
    const leaving = start();
    await held.promise;
    browser.renew();
    await leaving;
    release.resolve(status("confirmed", 3));
    assert.deepEqual(asked, ["qrcode", "poll?1", "poll?2", "qrcode", "poll?1"]);
    assert.deepEqual(events.map((event) => event.type === "status" ? event.status : event.type), [
      ...["created", "scanned", "renewing", "created", "consumed"],
    ]);
  });
});

Deno.test("an attempt ends by its own timer when the server stays away beyond its lifetime", () =>
  withPage({
    qrcode: answers(created, () => Response.json({ ...CREATED, state: "second" })),
    poll: (query) =>
      query.get("state") === "second" ? status("consumed", 2) : new Response("", { status: 502 }),
    status: () => new Response("", { status: 502 }),
    token: () => Response.json({}),
  }, async ({ start, events, pauses }) => {
    await start();
    const types = events.map((event) => event.type).filter((type) => type !== "trouble");
    assert.deepEqual(types, ["created", "expired", "renewing", "created", "status"]);
    const waitedMs = pauses.reduce((sum, ms) => sum + ms, 0);
    assert.ok(waitedMs >= LIFETIME_MS - 1_000 && waitedMs < LIFETIME_MS + 3_000, `${waitedMs}`);
  }));

Deno.test("a refusal is shown and not repeated", () =>
  withPage({
    qrcode: answers(() => new Response("", { status: 403 }), created),
    poll: () => status("consumed", 2),
    status: () => status("pending", 1),
    token: () => Response.json({}),
  }, async ({ start, asked, events }) => {
    await start();
    assert.deepEqual(asked, ["qrcode", "qrcode", "poll?1"]);
    assert.deepEqual(events[0], { type: "refused" });
  }));

Deno.test("an attempt of the first HTML is followed from its status on, without asking for another one", () =>
  withPage({
    qrcode: created,
    poll: () => status("confirmed", 4),
    status: () => status("pending", 1),
    token: () => Response.json({}),
  }, async ({ start, asked, events }) => {
    const given = { ...CREATED, status: "confirming", version: 3, matchNumber: "64" };
    const expiresAt = new Date(LIFETIME_MS).toISOString();
    await start(parseCreated({ ...given, expiresAt }, 0));
    assert.deepEqual(asked, ["poll?3", "token"]);
    assert.deepEqual(events.map(({ type }) => type), ["status", "signed_in"]);
  }));

Deno.test("an attempt of the first HTML that was confirmed meanwhile is redeemed at once", () =>
  withPage({
    qrcode: created,
    poll: () => status("confirmed", 4),
    status: () => status("pending", 1),
    token: () => Response.json({}),
  }, async ({ start, asked }) => {
    await start(parseCreated({ ...CREATED, status: "confirmed", expiresAt: LIFETIME_MS }, 0));
    assert.deepEqual(asked, ["token"]);
  }));
