import type { TransactionSql } from "postgres";
import type { UpstreamPush } from "packages/events/upstream_push.ts";
import { shortUuid } from "packages/upstream_push/hide_secrets.ts";
import { addInput } from "services/upstream-bridge/accounts/account_inputs.ts";
import type { StatePush } from "services/upstream-bridge/domain/account_inputs.ts";
import { contactChanges } from "services/upstream-bridge/domain/pushes/contact_changes.ts";
import { dedupeKeyOf } from "services/upstream-bridge/domain/pushes/dedupe_key.ts";
import { isHistory } from "services/upstream-bridge/domain/pushes/is_history.ts";
import type { Push, PushedMessage } from "services/upstream-bridge/domain/pushes/push.ts";
import { isPersonsMessage, pushEvent } from "services/upstream-bridge/domain/pushes/push_event.ts";
import { readPush } from "services/upstream-bridge/domain/pushes/read_push.ts";
import {
  type GuardedMessage,
  guardLoops,
  readLoopSigns,
} from "services/upstream-bridge/pushes/guard_loops.ts";
import type { PushDeps } from "services/upstream-bridge/pushes/push_deps.ts";
import { rejectSend } from "services/upstream-bridge/pushes/reject_sends.ts";
import {
  type OrphanReason,
  type PushOwner,
  resolvePush,
} from "services/upstream-bridge/pushes/resolve_push.ts";
import { storePush } from "services/upstream-bridge/pushes/store_push.ts";

/** The address of an older instance is valid for so long: what it sends later is stored, and starts nothing. */
const OLD_INSTANCE_MS = 600_000;

/** A callback of an account, read. */
interface Handled {
  readonly payload: UpstreamPush;
  readonly owner: PushOwner;
  readonly push: Push;
  /** It is about the past, and starts nothing. */
  readonly isReplay: boolean;
}

/**
 * Handles a callback in one transaction: stores it once, and gives it its effect. A callback that comes twice, late, or from
 * an instance that is not ours has none.
 */
export async function handlePush(deps: PushDeps, payload: UpstreamPush): Promise<void> {
  const accountId = await deps.sql.begin(async (tx) => {
    const owner = await resolvePush(tx, payload);
    if (typeof owner === "string") return await storeOrphan(deps, tx, payload, owner);
    const handled = read(payload, owner);
    const { accountId } = owner;
    const key = dedupeKeyOf(payload, {
      vid: owner.vid,
      receivedAt: Date.parse(payload.receivedAt),
    });
    const { push } = handled;
    const serverId = push.kind === "message" ? push.message.serverId : null;
    const guarded = guardedMessage(handled);
    // Sent together: one round trip.
    const [isNew, signs] = await Promise.all([
      storePush(tx, payload, { accountId, key, serverId }),
      guarded && readLoopSigns(tx, guarded, deps.clock.now()),
    ]);
    if (!isNew) return undefined;
    const isFromOwnAccount = guarded && signs && await guardLoops(deps, tx, guarded, signs);
    await takeEffect(deps, tx, handled, isFromOwnAccount ?? false);
    return accountId;
  });
  if (accountId !== undefined) deps.changes.publish(accountId);
}

function read(payload: UpstreamPush, owner: PushOwner): Handled {
  const push = readPush(payload, owner.vid);
  const receivedAt = Date.parse(payload.receivedAt);
  const { isCurrent, endedAt } = owner;
  const isLate = !isCurrent && endedAt !== null && receivedAt > endedAt.getTime() + OLD_INSTANCE_MS;
  const isReplay = isLate ||
    (push.kind === "message" && isHistory(push.message, { ...owner, receivedAt }));
  return { payload, owner, push, isReplay };
}

/** The message, when it is a new one of a person or a program. */
function guardedMessage({ push, owner, isReplay }: Handled): GuardedMessage | undefined {
  if (push.kind !== "message" || isReplay || !isPersonsMessage(push.message)) return undefined;
  const { chatId, senderId, isRoom } = push.message;
  return chatId === null || senderId === null
    ? undefined
    : { accountId: owner.accountId, chatId, senderId, isRoom };
}

/** Its key differs from that of a callback of an account, so that a stranger cannot take its place. */
async function storeOrphan(
  { log, writeLog }: PushDeps,
  tx: TransactionSql,
  payload: UpstreamPush,
  reason: OrphanReason,
): Promise<undefined> {
  const { uuid, type, inboxId } = payload;
  const receivedAt = Date.parse(payload.receivedAt);
  const { key, earlierKey } = dedupeKeyOf(payload, { vid: null, receivedAt });
  const origin = payload.accountId ?? "";
  const orphanKey = {
    key: `orphan/${origin}/${key}`,
    ...earlierKey !== undefined && { earlierKey: `orphan/${origin}/${earlierKey}` },
  };
  const stored = { accountId: null, key: orphanKey, serverId: null };
  if (!await storePush(tx, payload, stored)) return;
  log.warn("upstream_push_orphaned", { reason, type, inbox_id: inboxId });
  await writeLog(tx, [{
    accountId: null,
    stage: "callback",
    eventType: "orphan",
    level: "warn",
    isKept: false,
    payload: { reason, type, instance: shortUuid(uuid), inboxId },
  }]);
}

/** @param isFromOwnAccount the sender is another account of ours: no program is asked to answer */
async function takeEffect(
  deps: PushDeps,
  tx: TransactionSql,
  handled: Handled,
  isFromOwnAccount: boolean,
): Promise<void> {
  const { push, owner, payload } = handled;
  if (push.kind === "state") return await changeState(deps, tx, handled, push.state);
  if (push.kind === "message") {
    return await receiveMessage(deps, tx, handled, push.message, isFromOwnAccount);
  }
  const { accountId } = owner;
  const { changes, isReplay: isMarked } = contactChanges(push.name, payload.body);
  const isReplay = isMarked || handled.isReplay;
  for (const data of changes) {
    await deps.appendEvent(tx, { accountId, type: "account.contact_changed", data, isReplay });
  }
  const event = changes.length === 0 ? pushEvent(push, payload.body) : undefined;
  if (event !== undefined) await deps.appendEvent(tx, { accountId, ...event });
  if (push.kind === "unknown") await writeLine(deps, tx, handled, "warn");
}

/** Only the current instance changes the state: a late callback of an older one must not take the new one down. */
async function changeState(
  deps: PushDeps,
  tx: TransactionSql,
  handled: Handled,
  push: StatePush,
): Promise<void> {
  const { owner, payload } = handled;
  await writeLine(deps, tx, handled, owner.isCurrent ? "info" : "warn");
  if (!owner.isCurrent) return;
  const input = { kind: "push" as const, uuid: payload.uuid, push };
  await addInput(deps, tx, owner.accountId, input);
}

async function receiveMessage(
  deps: PushDeps,
  tx: TransactionSql,
  handled: Handled,
  message: PushedMessage,
  isFromOwnAccount: boolean,
): Promise<void> {
  const { owner: { accountId, isCurrent }, payload: { uuid, body }, isReplay } = handled;
  if (message.refusal === "account_restricted" && isCurrent && !isReplay) {
    await addInput(deps, tx, accountId, { kind: "push", uuid, push: { kind: "restricted" } });
  }
  if (message.refusal === "recipient_deleted" || message.refusal === "recipient_blocked") {
    return await rejectSend(deps, tx, accountId, { message: { ...message, isReplay }, body });
  }
  const event = pushEvent(handled.push, body);
  if (event === undefined) return;
  const type = isFromOwnAccount ? "message.from_own_account" : event.type;
  await deps.appendEvent(tx, { accountId, type, data: event.data, isReplay });
}

async function writeLine(
  { writeLog }: PushDeps,
  tx: TransactionSql,
  { owner, push, payload }: Handled,
  level: "info" | "warn",
): Promise<void> {
  await writeLog(tx, [{
    accountId: owner.accountId,
    stage: "callback",
    eventType: push.name,
    level,
    isKept: push.kind === "state" && owner.isCurrent,
    payload: {
      type: payload.type,
      instance: shortUuid(payload.uuid),
      ...!owner.isCurrent && { ignored: "the instance is not the current one" },
    },
  }]);
}
