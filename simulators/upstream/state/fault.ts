import { z } from "zod";

/** `POST /_control/faults`: what goes wrong with the next `count` requests of an action. */
export const faultSchema = z.strictObject({
  /** The action's name as in its path, such as `getQrCode`; `*` is every action. */
  call: z.string(),
  count: z.int().min(1).max(1_000_000).default(1),
  /** Waits before anything else, or with `after` before the answer. */
  delayMs: z.int().min(1).max(600_000).optional(),
  /** Runs the action first: its effect happens, and only its answer is lost. */
  after: z.literal(true).optional(),
  /** Answers with this code and text, and does nothing else. */
  errcode: z.int().refine((code) => code !== 0, "0 is success").optional(),
  errmsg: z.string().optional(),
  /** Never answers. */
  timeout: z.literal(true).optional(),
  /** Breaks the connection off in the middle of the body. */
  cut: z.literal(true).optional(),
  /** Answers with this status and a proxy's HTML page. */
  httpStatus: z.int().min(400).max(599).optional(),
  /** Answers 200 with the first half of the JSON. */
  malformed: z.literal(true).optional(),
  /** Answers 200 without a body. */
  empty: z.literal(true).optional(),
  /** Answers as usual, but without `errcode`, or with it as a string, or with a byte order mark first. */
  noErrcode: z.literal(true).optional(),
  errcodeAsString: z.literal(true).optional(),
  bom: z.literal(true).optional(),
}).refine((fault) => Object.keys(fault).some((key) => !/^(call|count|after|errmsg)$/.test(key)), {
  message: "give what goes wrong: delayMs, errcode, timeout, cut, httpStatus, malformed, empty, " +
    "noErrcode, errcodeAsString or bom",
});

export type Fault = z.output<typeof faultSchema>;

/** `POST /_control/pushFaults`: what goes wrong with the next `count` callbacks. */
export const pushFaultSchema = z.strictObject({
  /** Only callbacks with this code. */
  type: z.int().optional(),
  count: z.int().min(1).max(1_000_000).default(1),
  /** Is not sent. */
  drop: z.literal(true).optional(),
  /** Is sent so many times more. */
  duplicates: z.int().min(1).max(100).optional(),
  /** Is sent later by the simulator's clock. */
  delayMs: z.int().min(1).max(86_400_000).optional(),
  /** Is sent after the next callback of the same instance. */
  reorder: z.literal(true).optional(),
  /** Goes to an address with another last character. */
  wrongToken: z.literal(true).optional(),
  /** Names an instance that does not exist. */
  unknownUuid: z.literal(true).optional(),
  /** Contains half of the JSON text in `json`. */
  malformedJson: z.literal(true).optional(),
  /** Has NUL and other control characters in `msg`. */
  controlBytes: z.literal(true).optional(),
  /** Is filled up to so many bytes. */
  bytes: z.int().min(1).max(4_194_304).optional(),
});

export type PushFault = z.output<typeof pushFaultSchema>;
