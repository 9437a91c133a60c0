import { FIRST_VID } from "simulators/upstream/cast/accounts.ts";
import { deriveCode } from "simulators/upstream/phone/derive_code.ts";
import { push } from "simulators/upstream/push/push.ts";
import { loginSuccessBody, scanBody } from "simulators/upstream/push/profile.ts";
import type { Account } from "simulators/upstream/state/accounts.ts";
import type { Instance, QrCode } from "simulators/upstream/state/instances.ts";
import type { UpstreamState } from "simulators/upstream/state/state.ts";

const SCANNED = 100001;
const CONFIRMED = 100002;
const CANCELLED = 100003;
const CODE_REQUIRED = 100004;
const KICKED = 100008;
const NOT_SCANNED = 100009;
const LOGIN_SUCCESS = 104001;

/** Gives the instance a new QR code; the code before is worth nothing any more. */
export function showQr(
  state: UpstreamState,
  instance: Instance,
  { isVerification }: { isVerification: boolean },
): QrCode {
  const qr = state.instances.createQr(isVerification);
  instance.qr = qr;
  instance.code = undefined;
  if (!isVerification) {
    instance.stage = "qr";
    instance.vid = undefined;
    instance.hasPassedCode = false;
    startExpiry(state, instance);
  }
  state.counters.countQrCode(instance.initVid ?? "");
  return qr;
}

/** Starts the time after which an instance without a login is destroyed. */
export function startExpiry(state: UpstreamState, instance: Instance): void {
  instance.cancelExpiry();
  instance.cancelExpiry = state.timers.after(state.settings.qrTtlSeconds * 1000, () => {
    if (instance.stage === "scanned" || instance.stage === "code") {
      instance.stage = "idle";
      instance.qr = undefined;
      startExpiry(state, instance);
      return;
    }
    push(state, instance, {
      type: NOT_SCANNED,
      body: { vid: BigInt(instance.initVid ?? 0), msg: "10分钟未扫码，实例连接断开并销毁。" },
    });
    destroy(instance);
  });
}

/** Ends an instance: its later calls are answered with 500. */
export function destroy(instance: Instance): void {
  instance.cancelExpiry();
  instance.stage = "destroyed";
  instance.qr = undefined;
  instance.vid = undefined;
}

/** The account's phone scans the QR code. */
export function scan(state: UpstreamState, instance: Instance, vid: string | undefined): void {
  const account = state.accounts.ensure(vid ?? instance.vid ?? instance.initVid ?? FIRST_VID);
  if (!instance.qr?.isVerification) {
    instance.stage = "scanned";
    instance.vid = account.vid;
  }
  pushScan(state, instance, SCANNED);
}

/** The person confirms on the phone. A new device needs the code besides. */
export function confirm(state: UpstreamState, instance: Instance): void {
  pushScan(state, instance, CONFIRMED);
  const account = accountOf(state, instance);
  if (instance.qr?.isVerification) {
    account.mustVerify = false;
    instance.qr = undefined;
    if (state.settings.repeatsLoginSuccess) pushLoginSuccess(state, instance, account);
    return;
  }
  const needsCode = state.settings.codeOnNewDevice && instance.initVid !== account.vid &&
    !instance.hasPassedCode;
  if (needsCode) requireCode(state, instance);
  else startLogin(state, instance);
}

/** The person cancels on the phone; the QR code can be scanned again. */
export function cancel(state: UpstreamState, instance: Instance): void {
  pushScan(state, instance, CANCELLED);
  if (instance.qr?.isVerification) return;
  instance.stage = "qr";
  instance.vid = undefined;
  instance.code = undefined;
}

/** The phone shows six digits, always the same ones for a QR code. Returns them. */
export function requireCode(state: UpstreamState, instance: Instance): string {
  instance.code ??= deriveCode(instance.qr?.key ?? instance.uuid);
  instance.stage = "code";
  pushScan(state, instance, CODE_REQUIRED);
  return instance.code;
}

/** Completes a login after the delay of the settings. */
export function startLogin(state: UpstreamState, instance: Instance): void {
  instance.cancelExpiry();
  instance.stage = "signing_in";
  state.timers.after(state.settings.loginDelayMs, () => {
    if (instance.stage === "signing_in") completeLogin(state, instance);
  });
}

function completeLogin(state: UpstreamState, instance: Instance): void {
  const account = accountOf(state, instance);
  const older = state.instances.onlineOf(account.vid);
  instance.stage = "online";
  instance.qr = undefined;
  instance.code = undefined;
  instance.loggedInAt = state.now();
  instance.forcedLink = undefined;
  account.hasCache = true;
  account.mustVerify = false;
  if (older !== undefined && state.settings.kicksOlder) {
    dropInstance(state, older, { type: KICKED, msg: "您的账号在其他设备登录。" });
  }
  pushLoginSuccess(state, instance, account);
}

/** An online instance loses its login. */
export function dropInstance(
  state: UpstreamState,
  instance: Instance,
  { type, msg }: { type: number; msg: string },
): void {
  const vid = BigInt(instance.vid ?? instance.initVid ?? 0);
  instance.cancelExpiry();
  instance.stage = "dropped";
  instance.qr = undefined;
  push(state, instance, { type, body: { vid, msg } });
}

/** The account of an instance that was scanned, or the device's account. */
export function accountOf(state: UpstreamState, { vid, initVid }: Instance): Account {
  return state.accounts.ensure(vid ?? initVid ?? FIRST_VID);
}

function pushScan(state: UpstreamState, instance: Instance, type: number): void {
  push(state, instance, {
    type,
    body: scanBody(accountOf(state, instance), instance.qr?.key ?? ""),
  });
}

function pushLoginSuccess(state: UpstreamState, instance: Instance, account: Account): void {
  push(state, instance, { type: LOGIN_SUCCESS, body: loginSuccessBody(account) });
}
