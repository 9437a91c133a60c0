/**
 * The first `maximumBytes` bytes of a text. As WeCom does, it may cut in the middle of a character, which the client then
 * shows as U+FFFD.
 */
export function clipText(text: string, maximumBytes: number): string {
  const bytes = new TextEncoder().encode(text);
  return bytes.length <= maximumBytes
    ? text
    : new TextDecoder().decode(bytes.subarray(0, maximumBytes));
}
