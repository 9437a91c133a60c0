import { rawInteger } from "packages/platform/lossless_json.ts";
import type { AccountProxy } from "services/upstream-bridge/domain/account_command.ts";
import {
  flagOf,
  idOf,
  recordOf,
  textOf,
  timeOf,
  type WireRecord,
} from "services/upstream-bridge/domain/wire_fields.ts";
import { readExternalPage, readInnerPage } from "services/upstream-bridge/upstream/contacts.ts";
import { readQrPicture } from "services/upstream-bridge/upstream/qr_picture.ts";
import { readStatus } from "services/upstream-bridge/upstream/read_status.ts";
import { readRunningInstances } from "services/upstream-bridge/upstream/running_instances.ts";
import {
  createUpstreamCall,
  type UpstreamAsk,
  type UpstreamClientOptions,
} from "services/upstream-bridge/upstream/upstream_call.ts";
import type { UpstreamClient } from "services/upstream-bridge/upstream/upstream_client.ts";
import type {
  AcceptedText,
  NewInstance,
  SyncStep,
  TextToSend,
} from "services/upstream-bridge/upstream/values.ts";

const INIT_MS = 20_000;
const AUTOMATIC_LOGIN_MS = 30_000;
const QR_CODE_MS = 15_000;
const CONTACTS_MS = 20_000;
const OTHER_MS = 10_000;

const UUID_LENGTH_MAX = 64;

/** Creates the client. No I/O before the first call. */
export function createUpstreamClient(options: UpstreamClientOptions): UpstreamClient {
  const call = createUpstreamCall(options);
  return {
    init: ({ vid, proxy }) =>
      call({
        ...reading("init", initFields(vid, proxy), readNewInstance),
        timeoutMs: INIT_MS,
      }),
    setCallbackUrl: ({ uuid, url }) => call(plain("SetCallbackUrl", { uuid, url })),
    getQrCode: ({ uuid }) =>
      call({ ...reading("getQrCode", { uuid }, readQrPicture), timeoutMs: QR_CODE_MS }),
    checkCode: ({ uuid, qrcodeKey, code }) =>
      call({ ...plain("CheckCode", { uuid, qrcodeKey, code }), mayNeedNoCode: true }),
    automaticLogin: ({ uuid }) =>
      call({ ...plain("automaticLogin", { uuid }), timeoutMs: AUTOMATIC_LOGIN_MS }),
    status: ({ uuid }) =>
      call({
        ...reading("GetRunClientByUuid", { uuid }, readStatus),
        otherAction: "GetRunClientInfo",
        isRead: true,
      }),
    listRunning: ({ ours }) =>
      call({
        ...reading("GetRunClient", {}, (payload) => readRunningInstances(payload, ours)),
        otherAction: "getRunClientList",
        isRead: true,
        hidesRaw: true,
      }),
    sendText: async (text) => await call(sendTextAsk(text)),
    innerContacts: ({ uuid, limit, cursor = "" }) =>
      call({
        action: "GetInnerContacts",
        body: { uuid, limit, strSeq: cursor },
        timeoutMs: CONTACTS_MS,
        isRead: true,
        read: (payload) => readInnerPage(payload, cursor),
        isProof: hasItems,
      }),
    externalContacts: async ({ uuid, limit, cursor = "0" }) =>
      await call({
        action: "GetExternalContacts",
        body: { uuid, limit, seq: rawInteger(cursor) },
        timeoutMs: CONTACTS_MS,
        isRead: true,
        read: (payload) => readExternalPage(payload, cursor),
        isProof: hasItems,
      }),
    secondaryValidation: ({ uuid }) =>
      call(reading("SecondaryValidation", { uuid }, readQrPicture)),
    loginOut: ({ uuid }) => call(plain("LoginOut", { uuid })),
    closeConnection: ({ uuid }) => call(plain("CloseConnent", { uuid })),
    syncAllData: async ({ uuid, seq, limit }) =>
      await call({
        action: "SyncAllData",
        body: { uuid, limit, seq: rawInteger(seq) },
        timeoutMs: OTHER_MS,
        read: readSyncStep,
        isProof: ({ nextSeq }) => nextSeq !== null,
      }),
  };
}

/** An action that delivers nothing: only its code proves success. */
function plain(action: string, body: Readonly<Record<string, unknown>>): UpstreamAsk<null> {
  return { action, body, timeoutMs: OTHER_MS, read: () => null, isProof: () => false };
}

/** An action that delivers something: that alone proves success. */
function reading<T>(
  action: string,
  body: Readonly<Record<string, unknown>>,
  read: UpstreamAsk<T>["read"],
): UpstreamAsk<T> {
  return { action, body, timeoutMs: OTHER_MS, read, isProof: () => true };
}

function initFields(
  vid: string | null,
  proxy: AccountProxy | null,
): Readonly<Record<string, unknown>> {
  return {
    vid: vid ?? "",
    ip: proxy?.ip ?? "",
    port: proxy?.port ?? "",
    proxyType: proxy?.proxyType ?? "",
    userName: proxy?.userName ?? "",
    passward: proxy?.password ?? "",
    proxySituation: proxy?.isPermanent ? 1 : 0,
    deverType: "ipad",
  };
}

function sendTextAsk(text: TextToSend): UpstreamAsk<AcceptedText> {
  return {
    action: "SendTextMsg",
    body: {
      uuid: text.uuid,
      kf_id: rawInteger(text.kfId ?? "0"),
      send_userid: rawInteger(text.target),
      isRoom: text.isRoom,
      content: text.content,
    },
    timeoutMs: OTHER_MS,
    read: readAcceptedText,
    isProof: ({ msgId, serverId }) => msgId !== null || serverId !== null,
  };
}

function readNewInstance(payload: unknown, whole: WireRecord): NewInstance | undefined {
  const data = recordOf(payload);
  const uuid = [
    textOf(data, "uuid"),
    textOf(whole, "uuid"),
    textOf(data, "UUID"),
    textOf(data, "clientId"),
  ].find((text) => text !== "");
  return uuid !== undefined && uuid.length <= UUID_LENGTH_MAX && /^[\x21-\x7e]+$/.test(uuid)
    ? { uuid }
    : undefined;
}

function readAcceptedText(payload: unknown): AcceptedText {
  const data = recordOf(payload);
  return {
    msgId: idOf(data, "msg_id", "msgId"),
    serverId: idOf(data, "server_id", "serverId"),
    sentAt: timeOf(data, "sendtime", "sendTime", "send_time"),
  };
}

function readSyncStep(payload: unknown): SyncStep {
  const data = recordOf(payload);
  const hasMore = flagOf(data, "is_select", "isSelect") ?? false;
  return { hasMore, nextSeq: idOf(data, "seq") };
}

function hasItems({ items }: { readonly items: readonly unknown[] }): boolean {
  return items.length > 0;
}
