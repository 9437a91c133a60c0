/** A text file as the operator's editor saved it. */
export interface TextFile {
  /** Without a byte order mark. */
  readonly text: string;
  readonly encoding: "UTF-8" | "UTF-16" | "GB18030";
}

/** A file that cannot be used. The message continues "<variable> names", and has neither path nor content. */
export class TextFileError extends Error {
  override readonly name = "TextFileError";
}

/** Byte order marks and what they stand for (Encoding standard, section "BOM sniff"). */
const MARKS = [
  { mark: [0xff, 0xfe], label: "utf-16le" },
  { mark: [0xfe, 0xff], label: "utf-16be" },
] as const;

/**
 * The text of a file: UTF-8, or UTF-16 with a byte order mark, or else GB18030, which Windows calls ANSI in China.
 * @throws TextFileError when it is none of these
 */
export function decodeText(bytes: Uint8Array): TextFile {
  const marked = MARKS.find(({ mark }) => mark.every((byte, index) => bytes[index] === byte));
  const file = marked === undefined
    ? decodeAs("utf-8", bytes, "UTF-8") ?? decodeAs("gb18030", bytes, "GB18030")
    : decodeAs(marked.label, bytes, "UTF-16");
  if (file !== undefined && !file.text.includes("\0")) return file;
  throw new TextFileError(
    "a file that is not text in UTF-8, UTF-16 or GB18030: save it as UTF-8",
  );
}

/**
 * Reads a text file that an operator has written. All such files are read with this function.
 * @throws TextFileError when there is no such file, it may not be read, or it is not text
 */
export function readTextFile(path: string | URL): TextFile {
  try {
    return decodeText(Deno.readFileSync(path));
  } catch (error) {
    throw error instanceof TextFileError ? error : new TextFileError(describe(error));
  }
}

function decodeAs(
  label: string,
  bytes: Uint8Array,
  encoding: TextFile["encoding"],
): TextFile | undefined {
  try {
    return { text: new TextDecoder(label, { fatal: true }).decode(bytes), encoding };
  } catch {
    return undefined;
  }
}

function describe(error: unknown): string {
  if (error instanceof Deno.errors.NotFound || error instanceof Deno.errors.NotADirectory) {
    return "a file that is not there: check the path";
  }
  if (error instanceof Deno.errors.IsADirectory) return "a folder instead of a file";
  if (error instanceof Deno.errors.PermissionDenied) {
    return "a file that this process may not read: check its permissions";
  }
  return "a file that cannot be read: check path and permissions";
}
