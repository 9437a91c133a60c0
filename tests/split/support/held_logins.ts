import assert from "node:assert/strict";
import { CORP_ID, type LoginCluster, memberName } from "tests/split/support/login_cluster.ts";
import { eventually } from "packages/testkit/eventually.ts";
import type { LoginClient, LoginStatus, StartedLogin } from "packages/testkit/login_client.ts";
import { finishLogin } from "packages/testkit/sign_in.ts";

const POLL_PATH = "/api/auth/wecom/poll";

/** A login that is not scanned yet, and its poll, which waits until the login is decided. */
export interface HeldLogin {
  readonly client: LoginClient;
  readonly login: StartedLogin;
  readonly userId: string;
  /** The answer of the poll, or its error. The poll is sent once and never repeated. */
  readonly outcome: Promise<PromiseSettledResult<LoginStatus>>;
}

/** Starts logins of different members and holds a poll for each, spread over the replicas of `auth`. */
export async function holdLogins(cluster: LoginCluster, count: number): Promise<HeldLogin[]> {
  const replicaOf = (index: number) => 1 + index % cluster.auths.length;
  const held = await Promise.all(Array.from({ length: count }, async (_, index) => {
    const client = cluster.client();
    const login = await client.startLogin();
    return holdLogin(client, login, memberName(index), replicaOf(index));
  }));
  await eventually(() => assert.equal(cluster.proxy.waiting(POLL_PATH), count));
  // A replica reads requests in order: after this answer it has read the polls before.
  await Promise.all(
    held.map(({ client, login }, index) => client.status(login, { replica: replicaOf(index) })),
  );
  return held;
}

/** Starts a poll for a login, at one replica. */
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

/** Finishes a login: the person scans, and must be signed in under their own userid. */
export async function finishHeld({ client, login, userId }: HeldLogin): Promise<void> {
  await finishLogin(client, login, userId);
  assert.equal((await client.me()).subject, `${CORP_ID}/${userId}`);
}

/** Asserts that the held poll itself returned that the login is decided. */
export async function assertReleased({ outcome }: HeldLogin): Promise<void> {
  const settled = await outcome;
  if (settled.status === "rejected") throw settled.reason;
  assert.match(settled.value.status, /^(confirmed|consumed)$/);
}
