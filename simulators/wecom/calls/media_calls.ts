import type {
  ApiCall,
  ApiFields,
  ApiOutcome,
  AppRequest,
  UploadedFile,
} from "simulators/wecom/api/api_call.ts";
import { ApiError, type Errcode } from "simulators/wecom/api/api_error.ts";
import { describeFileName } from "simulators/wecom/api/file_name.ts";
import type { Media } from "simulators/wecom/state/state.ts";

/** Files: `media/upload` (D90253), `media/get` (D90254). */
export const mediaCalls: ApiCall[] = [
  { name: "media/upload", access: "app", answer: uploadMedia },
  { name: "media/get", access: "app", answer: getMedia },
];

const megabyte = 1_048_576;

interface Kind {
  maximumBytes: number;
  /** The first bytes of a file of this kind, one of them. */
  beginnings?: readonly string[];
  /** The errcode of a file that begins with other bytes. */
  formatError?: Errcode;
}

const kinds: Record<Media["kind"], Kind> = {
  image: {
    maximumBytes: 10 * megabyte,
    beginnings: ["\xff\xd8\xff", "\x89PNG"],
    formatError: 40123,
  },
  voice: { maximumBytes: 2 * megabyte, beginnings: ["#!AMR"], formatError: 301017 },
  video: { maximumBytes: 10 * megabyte },
  file: { maximumBytes: 20 * megabyte },
};

/** The multipart field is `media`; a file of five bytes is too small. */
function uploadMedia({ state, query, file, corp }: AppRequest): ApiFields {
  const type = query.get("type") ?? "";
  if (!isKind(type)) throw new ApiError(40005);
  if (!file) throw new ApiError(44001);
  checkFile(file, kinds[type]);
  const media_id = state.media.add({ corpId: corp.id, kind: type, ...file });
  return { type, media_id, created_at: String(Math.floor(state.now() / 1000)) };
}

function isKind(type: string): type is Media["kind"] {
  return Object.hasOwn(kinds, type);
}

function checkFile({ bytes }: UploadedFile, { maximumBytes, beginnings, formatError }: Kind): void {
  if (bytes.length <= 5) throw new ApiError(40006);
  if (bytes.length > maximumBytes) throw new ApiError(45001);
  const first = String.fromCharCode(...bytes.subarray(0, 8));
  if (formatError !== undefined && !beginnings?.some((beginning) => first.startsWith(beginning))) {
    throw new ApiError(formatError);
  }
}

/** The file itself, or the part that the header `Range` names; JSON when there is none (40007), with status 200. */
function getMedia({ state, query, corp, headers }: AppRequest): ApiOutcome {
  const id = query.get("media_id");
  if (!id) throw new ApiError(41006);
  const found = state.media.find(id);
  if (found?.corpId !== corp.id) throw new ApiError(40007);
  const { filename, contentType, bytes } = found;
  const described = {
    "content-type": contentType,
    "content-disposition": describeFileName(filename),
    "accept-ranges": "bytes",
  };
  const range = headers.get("range");
  if (range === null) return new Response(bytes, { headers: described });
  const { start, end } = readRange(range, bytes.length);
  return new Response(bytes.subarray(start, end), {
    status: 206,
    headers: { ...described, "content-range": `bytes ${start}-${end - 1}/${bytes.length}` },
  });
}

/** One range of bytes. @throws ApiError 40146 */
function readRange(header: string, length: number): { start: number; end: number } {
  const [, first, last] = /^bytes=(\d{1,15})-(\d{0,15})$/.exec(header) ?? [];
  const start = Number(first);
  const end = last === "" ? length : Math.min(Number(last) + 1, length);
  if (first === undefined || start >= end) throw new ApiError(40146);
  return { start, end };
}
