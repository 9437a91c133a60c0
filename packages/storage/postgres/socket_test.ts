import assert from "node:assert/strict";
import { once } from "node:events";
import net from "node:net";
import tls from "node:tls";
import { isUnavailable } from "packages/platform/errors.ts";
import { openPostgres, type Postgres } from "packages/storage/postgres/postgres.ts";
import { eventually } from "packages/testkit/eventually.ts";
import { ignoreLostConnections } from "packages/testkit/ignore_lost_connections.ts";
import {
  type CrashablePostgres,
  startCrashablePostgres,
} from "packages/testkit/crashable_postgres.ts";

const POOL = 10;
/** Self-signed, for 127.0.0.1. */
const certificate = await makeCertificate();

let noticeLostConnections = () => {};
let server: CrashablePostgres;
Deno.test.beforeAll(async () => {
  noticeLostConnections = ignoreLostConnections();
  server = await startCrashablePostgres();
});
Deno.test.afterAll(async () => {
  await server.stop();
  noticeLostConnections();
});

Deno.test("when the server is killed during transactions, each one rejects, and later every connection works again", async () => {
  const postgres = await openPostgres({ databaseUrl: server.url, maxConnections: POOL });
  try {
    for (let kills = 0; kills < 3; kills += 1) {
      const begun = Promise.withResolvers<void>();
      const working = Array.from(
        { length: 4 * POOL },
        () => workUntilLost(postgres, begun.resolve),
      );
      await begun.promise;
      await server.kill();
      const errors = await Promise.all(working);
      for (const error of errors) assert.ok(isUnavailable(error), String(error));
      await server.restart();
      // A connection may notice only now that its server has ended.
      await eventually(() => assertWholePoolWorks(postgres));
    }
  } finally {
    await postgres.close();
  }
});

Deno.test("TLS is used when the address requires it, and a lost TLS connection rejects like any other", async () => {
  const front = await startTlsFront(server.url, "S");
  const postgres = await openPostgres({ databaseUrl: front.url("require"), maxConnections: 2 });
  try {
    const [row] = await postgres.sql<[{ one: number }]>`select 1 as one`;
    assert.equal(row.one, 1);
    assert.equal(front.secured, 1);
    const lost = workUntilLost(postgres, () => front.cut());
    assert.ok(isUnavailable(await lost));
    await eventually(() => postgres.check());
  } finally {
    await postgres.close();
    await front.stop();
  }
});

Deno.test("a server without TLS, or with an untrusted certificate, is refused when the address requires it", async () => {
  for (const [answer, mode] of [["N", "require"], ["S", "verify-full"]] as const) {
    const front = await startTlsFront(server.url, answer);
    const postgres = await openPostgres({ databaseUrl: front.url(mode), maxConnections: 1 });
    try {
      await assert.rejects(postgres.check(), /refuses TLS|certificate/);
      assert.equal(front.passed, 0);
    } finally {
      await postgres.close();
      await front.stop();
    }
  }
});

/** Runs transactions one after the other until one fails. Returns the error. */
async function workUntilLost(postgres: Postgres, onBegun: () => void): Promise<unknown> {
  try {
    while (true) {
      await postgres.sql.begin(async (tx) => {
        await tx`select pg_sleep(0.002)`;
        onBegun();
        await tx`select 1`;
      });
    }
  } catch (error) {
    return error;
  }
}

async function assertWholePoolWorks({ sql }: Postgres): Promise<void> {
  const pids = await Promise.all(Array.from({ length: POOL }, () =>
    sql.begin(async (tx) => {
      const [row] = await tx<[{ pid: number }]>`select pg_backend_pid() as pid, pg_sleep(0.2)`;
      return row.pid;
    })));
  assert.equal(new Set(pids).size, POOL);
}

/** A server that answers the TLS request with `answer`, and forwards everything after it to PostgreSQL. */
async function startTlsFront(targetUrl: string, answer: "S" | "N") {
  const target = new URL(targetUrl);
  const open = new Set<net.Socket>();
  const counts = { secured: 0, passed: 0 };
  const listener = net.createServer((client) => {
    open.add(client);
    client.on("error", () => {});
    client.once("data", () => {
      client.write(answer);
      if (answer === "N") return;
      const secured = new tls.TLSSocket(client, { isServer: true, ...certificate });
      secured.on("error", () => {});
      secured.once("secure", () => counts.secured += 1);
      secured.once("data", (first) => {
        counts.passed += 1;
        const behind = net.connect(Number(target.port), target.hostname);
        behind.on("error", () => {});
        behind.write(first);
        secured.pipe(behind).pipe(secured);
      });
    });
  });
  listener.listen(0, "127.0.0.1");
  await once(listener, "listening");
  const url = new URL(targetUrl);
  url.port = String((listener.address() as net.AddressInfo).port);
  const cut = () => open.forEach((client) => client.destroy());
  return {
    get secured() {
      return counts.secured;
    },
    get passed() {
      return counts.passed;
    },
    url(mode: string) {
      url.searchParams.set("sslmode", mode);
      return url.href;
    },
    cut,
    async stop() {
      cut();
      listener.close();
      await once(listener, "close");
    },
  };
}

async function makeCertificate(): Promise<{ key: string; cert: string }> {
  const folder = await Deno.makeTempDir({ prefix: "wecom-stack-tls-" });
  try {
    const [key, cert] = [`${folder}/key.pem`, `${folder}/cert.pem`];
    const { success, stderr } = await new Deno.Command("openssl", {
      args: ["req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes"]
        .concat(["-keyout", key, "-out", cert, "-days", "2", "-subj", "/CN=127.0.0.1"]),
    }).output();
    assert.ok(success, new TextDecoder().decode(stderr));
    return { key: await Deno.readTextFile(key), cert: await Deno.readTextFile(cert) };
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
}
