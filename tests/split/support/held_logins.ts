import assert from "node:assert/strict";
import { CORP_ID, memberName, type TestCluster } from "tests/split/support/login_cluster.ts";
import { eventually } from "packages/testkit/eventually.ts";
import type { LoginClient, LoginStatus, StartedLogin } from "packages/testkit/login_client.ts";
import { finishLogin } from "packages/testkit/sign_in.ts";

const POLL_PATH = "/api/auth/wecom/poll";

/** A login that nobody has scanned yet, with a poll that is held for it until it is decided. */
export interface HeldLogin {
  readonly client: LoginClient;
  readonly login: StartedLogin;
  readonly userId: string;
  /** How the poll ended: with an answer, or with what it threw. It is asked once and never repeated. */
  readonly outcome: Promise<PromiseSettledResult<LoginStatus>>;
}

/** Starts logins of different members and holds a poll for each, spread over the replicas of `auth`. */
export async function holdLogins(cluster: TestCluster, count: number): Promise<HeldLogin[]> {
  const replicaOf = (index: number) => 1 + index % cluster.auths.length;
  const held = await Promise.all(Array.from({ length: count }, async (_, index) => {
    const client = cluster.client();
    const login = await client.startLogin();
    return holdLogin(client, login, memberName(index), replicaOf(index));
  }));
  await eventually(() => assert.equal(cluster.proxy.waiting(POLL_PATH), count));
  // A replica answers in turn: when it has answered this, it has read what the polls before it are about.
  await Promise.all(
    held.map(({ client, login }, index) => client.status(login, { replica: replicaOf(index) })),
  );
  return held;
}

/** A poll for a login that was started, at one replica. */
export function holdLogin(
  client: LoginClient,
  login: StartedLogin,
  userId: string,
  replica?: number,
): HeldLogin {
  const poll = client.poll(login, replica === undefined ? {} : { replica });
  const outcome = Promise.allSettled([poll]).then(([settled]) => settled);
  return { client, login, userId, outcome };
}

/** The rest of the login: everybody scans and must be signed in as themselves. */
export async function finishHeld({ client, login, userId }: HeldLogin): Promise<void> {
  await finishLogin(client, login, userId);
  assert.equal((await client.me()).subject, `${CORP_ID}/${userId}`);
}

/** Throws unless the held poll itself was told that the login is decided. */
export async function assertReleased({ outcome }: HeldLogin): Promise<void> {
  const settled = await outcome;
  if (settled.status === "rejected") throw settled.reason;
  assert.match(settled.value.status, /^(confirmed|consumed)$/);
}
