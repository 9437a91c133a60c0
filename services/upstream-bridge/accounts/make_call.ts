import { withDeadline } from "packages/platform/deadline.ts";
import { describeError, type Logger } from "packages/platform/log.ts";
import type { CallbackAddress } from "services/upstream-bridge/accounts/callback_address.ts";
import { syncMessages } from "services/upstream-bridge/accounts/sync_messages.ts";
import type { CallKind } from "services/upstream-bridge/domain/account.ts";
import type { CallAnswer, CallFailure } from "services/upstream-bridge/domain/account_inputs.ts";
import type { AccountCall } from "services/upstream-bridge/domain/account_machine.ts";
import type { Outcome, UpstreamFailure } from "services/upstream-bridge/upstream/outcome.ts";
import { classifyProbe } from "services/upstream-bridge/upstream/probe_class.ts";
import type { UpstreamClient } from "services/upstream-bridge/upstream/upstream_client.ts";
import type { InstanceStatus, QrPicture } from "services/upstream-bridge/upstream/values.ts";

/** The longest call of the client takes 30 s. The lease of an account is longer. */
export const CALL_WITHIN_MS = 35_000;

/** What a call needs besides itself. */
export interface CallContext {
  readonly accountId: string;
  /** Of the current instance. */
  readonly generation: number;
  /** The latest message that the account has received. */
  readonly lastServerId: string | null;
}

/** Makes a call that the machine has decided. Never rejects, and answers within {@link CALL_WITHIN_MS}. */
export type MakeCall = (call: AccountCall, context: CallContext) => Promise<CallAnswer>;

interface CallDeps {
  /** Undefined: no upstream is set up. */
  readonly client: UpstreamClient | undefined;
  /** Undefined: there is none that the upstream can reach. */
  readonly callbackAddress: CallbackAddress | undefined;
  readonly log: Logger;
}

/** Creates {@link MakeCall}. */
export function createMakeCall({ client, callbackAddress, log }: CallDeps): MakeCall {
  return async (call, context) => {
    if (client === undefined) {
      return failed(call.kind, "not_sent", "No upstream is set up: set BASE_URL.");
    }
    const address = callbackAddress?.of(context);
    const answer = dispatch(client, call, { ...context, address }).catch((error: unknown) => {
      log.error("upstream_call_failed", { call: call.kind, error: describeError(error) });
      return failed(call.kind, "unclear", "The call could not be made; the log has the reason.");
    });
    const late = failed(call.kind, "unavailable", "The upstream did not answer in time.");
    return await withDeadline(answer, CALL_WITHIN_MS, late);
  };
}

async function dispatch(
  client: UpstreamClient,
  call: AccountCall,
  { address, lastServerId }: CallContext & { readonly address: string | undefined },
): Promise<CallAnswer> {
  switch (call.kind) {
    case "init": {
      const outcome = await client.init({ vid: call.vid, proxy: call.proxy });
      if (!outcome.ok) return failureOf(call.kind, outcome);
      return { ok: true, call: "init", uuid: outcome.value.uuid };
    }
    case "set_callback":
      if (address === undefined) {
        return failed(call.kind, "rejected", "The upstream can reach no callback address of ours.");
      }
      return done(call.kind, await client.setCallbackUrl({ uuid: call.uuid, url: address }));
    case "get_qr":
      return toQrAnswer(call.kind, await client.getQrCode(call));
    case "second_verify":
      return toQrAnswer(call.kind, await client.secondaryValidation(call));
    case "check_code":
      return done(call.kind, await client.checkCode(call));
    case "automatic_login":
      return done(call.kind, await client.automaticLogin(call));
    case "probe":
      return toProbeAnswer(await client.status(call), address);
    case "sync":
      return done(call.kind, await syncMessages(client, { uuid: call.uuid, after: lastServerId }));
    case "log_out":
      return done(call.kind, await client.loginOut(call));
    case "close":
    case "close_superseded":
      return done(call.kind, await client.closeConnection(call));
  }
}

/** The answer to a call that returns nothing. */
function done(
  call: Exclude<CallKind, "init" | "get_qr" | "second_verify" | "probe">,
  outcome: Outcome<null>,
): CallAnswer {
  return outcome.ok ? { ok: true, call } : failureOf(call, outcome);
}

function toQrAnswer(
  call: "get_qr" | "second_verify",
  outcome: Outcome<QrPicture>,
): CallAnswer {
  if (!outcome.ok) return failureOf(call, outcome);
  const { dataUri, url, key, ttlMs } = outcome.value;
  const image = dataUri ?? url;
  if (image === undefined) return failed(call, "unclear", "The answer has no QR code.");
  return { ok: true, call, image, key, ttlMs };
}

function toProbeAnswer(
  outcome: Outcome<InstanceStatus>,
  address: string | undefined,
): CallAnswer {
  const status = classifyProbe(outcome);
  const { vid, corpId, profile, callbackUrl } = outcome.ok ? outcome.value : NO_STATUS;
  const isCallbackLost = address === undefined || callbackUrl === null
    ? undefined
    : callbackUrl !== address;
  return {
    ok: true,
    call: "probe",
    ...{ status, vid, corpId, profile },
    ...isCallbackLost !== undefined && { isCallbackLost },
  };
}

const NO_STATUS = { vid: null, corpId: null, profile: null, callbackUrl: null };

const KINDS = {
  unavailable: "unavailable",
  timeout: "unavailable",
  breaker_open: "not_sent",
  second_verify: "second_verify",
  not_logged_in: "rejected",
  code_not_needed: "code_not_needed",
  rejected: "rejected",
  unclear: "unclear",
} as const satisfies Record<UpstreamFailure["kind"], CallFailure["kind"]>;

function failureOf(call: CallKind, outcome: UpstreamFailure): CallFailure {
  const { kind, message, errcode } = outcome;
  return {
    ok: false,
    call,
    kind: KINDS[kind],
    message,
    ...errcode !== undefined && { errcode: String(errcode) },
  };
}

function failed(call: CallKind, kind: CallFailure["kind"], message: string): CallFailure {
  return { ok: false, call, kind, message };
}
