import type { Agent, Corp } from "simulators/wecom/corp.ts";
import type { WecomState } from "simulators/wecom/state/state.ts";

/** A file as it was uploaded. */
export interface UploadedFile {
  filename: string;
  contentType: string;
  bytes: Uint8Array<ArrayBuffer>;
}

/** The request of a call. */
export interface ApiRequest {
  state: WecomState;
  query: URLSearchParams;
  /** The JSON body of a POST; empty when there is none or it cannot be parsed. */
  body: Record<string, unknown>;
  callerIp: string;
  headers: Headers;
  /** The file of a multipart upload, its field `media`. */
  file?: UploadedFile | undefined;
}

/** The request of a call with a valid token, and the app that the token belongs to. */
export interface AppRequest extends ApiRequest {
  corp: Corp;
  agent: Agent;
}

/** The fields of an answer, without errcode and errmsg. */
export type ApiFields = Record<string, unknown>;

/** Fields, or a whole response when WeCom answers with a file. */
export type ApiOutcome = ApiFields | Response;

/** One call of WeCom's server API. `answer` throws an `ApiError` for an errcode other than 0. */
export type ApiCall =
  | { name: string; access: "open"; answer(request: ApiRequest): ApiOutcome }
  | {
    name: string;
    access: "app";
    /** Also answers a disabled app, so that it can find out that it is disabled. */
    servesClosedApp?: true;
    answer(request: AppRequest): ApiOutcome;
  };
