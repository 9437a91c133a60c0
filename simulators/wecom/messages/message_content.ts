import type { AppRequest } from "simulators/wecom/api/api_call.ts";
import { ApiError } from "simulators/wecom/api/api_error.ts";
import { readObject, readString } from "simulators/wecom/api/read_body.ts";

/** A message as its receiver will see it. */
export interface MessageContent {
  msgtype: string;
  /** The text that the client shows; of other kinds, the kind in square brackets and the title. */
  text: string;
  /** The object named like the msgtype, as it came in. */
  content: Content;
}

/** The object named like a msgtype, or a part of it. */
export type Content = Readonly<Record<string, unknown>>;

/** Checks the object of one msgtype and returns the text that the client shows. @throws ApiError */
type MessageReader = (content: Content, request: AppRequest) => string;

/** The readers of the msgtypes that a call accepts. */
export type MessageReaders = Readonly<Record<string, MessageReader>>;

/**
 * Reads `msgtype` and the object of that name.
 * @throws ApiError 40008 for another msgtype, else the first problem of the object
 */
export function readMessageContent(request: AppRequest, readers: MessageReaders): MessageContent {
  const msgtype = readString(request.body, "msgtype");
  const read = Object.hasOwn(readers, msgtype) ? readers[msgtype] : undefined;
  if (read === undefined) throw new ApiError(40008);
  const content = readObject(request.body, msgtype);
  return { msgtype, text: read(content, request), content };
}
