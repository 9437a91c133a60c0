import type { Agent, Corp } from "simulators/wecom/corp.ts";
import type { WecomState } from "simulators/wecom/state/state.ts";

/** A file as it was uploaded. */
export interface UploadedFile {
  filename: string;
  contentType: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** What a call sees of its request. */
export interface ApiRequest {
  state: WecomState;
  query: URLSearchParams;
  /** The JSON body of a POST; empty when there is none or it cannot be parsed. */
  body: Record<string, unknown>;
  callerIp: string;
  /** The file of a multipart upload, its field `media`. */
  file?: UploadedFile | undefined;
  /** The header `Range`. */
  range?: string | undefined;
}

/** The same, when a valid token said which app is calling. */
export interface AppRequest extends ApiRequest {
  corp: Corp;
  agent: Agent;
}

/** What a call answers beside errcode and errmsg. */
export type ApiFields = Record<string, unknown>;

/** Fields; or, where the vendor answers a file, the answer itself. */
export type ApiOutcome = ApiFields | Response;

/** One call of WeCom's server API. It answers fields (or a file), or throws an `ApiError`. */
export type ApiCall =
  | { name: string; access: "open"; answer(request: ApiRequest): ApiOutcome }
  | {
    name: string;
    access: "app";
    /** Answers also for a disabled app, which can still learn that it is disabled. */
    servesClosedApp?: true;
    answer(request: AppRequest): ApiOutcome;
  };
