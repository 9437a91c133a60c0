const NAME = /^[A-Za-z0-9_-]{1,64}\.txt$/;
/** Verification files have a few dozen bytes. */
const BYTES_MAX = 4_096;

/** Whether a file of this name is served. */
export function isVerifyFileName(name: string): boolean {
  return NAME.test(name);
}

/** Windows' Notepad may put it before the text; WeCom compares the file with its own, which has none. */
const BYTE_ORDER_MARK = [0xef, 0xbb, 0xbf];

/**
 * Reads a domain verification file from the folder, byte for byte, without a byte order mark. Symbolic links are followed inside the folder only,
 * because Kubernetes mounts files through links.
 * @returns undefined when the name, the path or the size is not that of a verification file, or no such file exists
 */
export async function readVerifyFile(
  folder: string | undefined,
  name: string,
): Promise<Uint8Array<ArrayBuffer> | undefined> {
  if (folder === undefined || !isVerifyFileName(name)) return undefined;
  try {
    const inside = `${await Deno.realPath(folder)}/`;
    const path = await Deno.realPath(inside + name);
    const { isFile, size } = await Deno.stat(path);
    if (!path.startsWith(inside) || !isFile || size > BYTES_MAX) return undefined;
    const bytes = await Deno.readFile(path);
    const isMarked = BYTE_ORDER_MARK.every((byte, index) => bytes[index] === byte);
    return isMarked ? bytes.subarray(BYTE_ORDER_MARK.length) : bytes;
  } catch (error) {
    const isAbsent = error instanceof Deno.errors.NotFound ||
      error instanceof Deno.errors.FilesystemLoop || error instanceof Deno.errors.PermissionDenied;
    if (isAbsent) return undefined;
    throw error;
  }
}
