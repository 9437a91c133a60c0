import type { AccountProxy } from "services/upstream-bridge/domain/account_command.ts";
import type { Outcome } from "services/upstream-bridge/upstream/outcome.ts";
import type {
  AcceptedText,
  ContactPage,
  ExternalContact,
  InnerContact,
  InstanceStatus,
  NewInstance,
  PageRequest,
  QrPicture,
  RunningInstances,
  SyncStep,
  TextToSend,
} from "services/upstream-bridge/upstream/values.ts";

/** An instance, addressed by its uuid. The uuid is a secret. */
export interface Instance {
  readonly uuid: string;
}

/**
 * The calls of the upstream. No call throws because of what the upstream does: every failure is an outcome. Only reads are
 * repeated, once. All ids are decimal strings of 1 to 20 digits; a call with another id throws a TypeError.
 */
export interface UpstreamClient {
  /** Makes a new instance. With `vid`: the device that is stored for this account. At most 20 s. */
  init(
    request: { readonly vid: string | null; readonly proxy: AccountProxy | null },
  ): Promise<Outcome<NewInstance>>;
  /** At most 10 s. */
  setCallbackUrl(request: Instance & { readonly url: string }): Promise<Outcome<null>>;
  /** A new login QR code; the one before is no longer valid. At most 15 s. */
  getQrCode(request: Instance): Promise<Outcome<QrPicture>>;
  /** Success means accepted, not logged in. At most 10 s. */
  checkCode(
    request: Instance & { readonly qrcodeKey: string; readonly code: string },
  ): Promise<Outcome<null>>;
  /** Success means accepted, not logged in. At most 30 s. */
  automaticLogin(request: Instance): Promise<Outcome<null>>;
  /** The instance's status in either dialect. Classify the outcome with `classifyProbe`. At most 10 s a try. */
  status(request: Instance): Promise<Outcome<InstanceStatus>>;
  /** All instances, reduced to those with a uuid of `ours`. At most 10 s a try. */
  listRunning(request: { readonly ours: ReadonlySet<string> }): Promise<Outcome<RunningInstances>>;
  /** Never repeated: after a failure with `mayHaveArrived` the outcome is unknown. At most 10 s. */
  sendText(text: TextToSend): Promise<Outcome<AcceptedText>>;
  /** At most 20 s a try. */
  innerContacts(request: PageRequest): Promise<Outcome<ContactPage<InnerContact>>>;
  /** The cursor is a decimal string. At most 20 s a try. */
  externalContacts(request: PageRequest): Promise<Outcome<ContactPage<ExternalContact>>>;
  /** The QR code of a second verification. At most 10 s. */
  secondaryValidation(request: Instance): Promise<Outcome<QrPicture>>;
  /** Logs the account out. At most 10 s. */
  loginOut(request: Instance): Promise<Outcome<null>>;
  /** Ends the instance without logging the account out. At most 10 s. */
  closeConnection(request: Instance): Promise<Outcome<null>>;
  /** Lets the upstream push messages after `seq` (the last `server_id`) again, with `issync`. At most 10 s. */
  syncAllData(
    request: Instance & { readonly seq: string; readonly limit: number },
  ): Promise<Outcome<SyncStep>>;
}
