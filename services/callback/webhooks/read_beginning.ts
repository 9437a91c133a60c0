const BYTES_MAX = 1_024;

/** Reads the beginning of a response's text and closes it. Empty when the body cannot be read. */
export async function readBeginning(response: Response): Promise<string> {
  const reader = response.body?.getReader();
  if (reader === undefined) return "";
  const decoder = new TextDecoder();
  let text = "";
  try {
    for (let bytes = 0; bytes < BYTES_MAX;) {
      const { done, value } = await reader.read();
      if (done) break;
      bytes += value.length;
      text += decoder.decode(value.subarray(0, BYTES_MAX), { stream: true });
    }
  } catch {
    // The status says enough.
  } finally {
    await reader.cancel().catch(() => {});
  }
  return text;
}
