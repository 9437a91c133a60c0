import { Buffer } from "node:buffer";
import { FileTooLargeError, type WecomFile } from "packages/wecom/client/download.ts";

/**
 * Reads a file to its end.
 * @throws FileTooLargeError as soon as the file is known to be larger than `maxBytes`
 * @throws WecomUnreachableError when the transfer fails
 */
export async function readFile(
  call: string,
  { body, contentLength = 0 }: WecomFile,
  maxBytes: number,
): Promise<Uint8Array> {
  if (contentLength > maxBytes) {
    await body.cancel();
    throw new FileTooLargeError(call, maxBytes);
  }
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of body) {
    bytes += chunk.byteLength;
    if (bytes > maxBytes) throw new FileTooLargeError(call, maxBytes);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
