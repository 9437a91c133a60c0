import { relative, resolve } from "node:path";
import { decode, encode, type SourceMapSegment } from "@jridgewell/sourcemap-codec";

/** Folders of the sources that stay in the map. */
const OWN = /^(packages|services)\//;

/**
 * Reduces the source map of a bundle to our own sources, without their text. Deno reads the whole map at every start:
 * a map with all packages would take 30 ms and 7 MiB. Frames of packages keep their position in the bundle.
 * @param text the map as JSON
 * @param folders `from`: of the map that was read; `root`: of the project; `folder`: in which the map will be
 */
export function keepOwnSources(
  text: string,
  { from, root, folder }: { from: string; root: string; folder: string },
): string {
  const map = JSON.parse(text) as { sources: string[]; mappings: string };
  const paths = map.sources.map((source) => resolve(from, source));
  const own = paths.filter((path) => OWN.test(slashed(relative(root, path))));
  const newIndex = paths.map((path) => own.indexOf(path));
  return JSON.stringify({
    version: 3,
    sources: own.map((path) => slashed(relative(folder, path))),
    names: [],
    mappings: encode(decode(map.mappings).map((line) => keepOwnSegments(line, newIndex))),
  });
}

/** A segment with a position only ends the one before it, so that it does not cover the packages behind it. */
function keepOwnSegments(
  line: SourceMapSegment[],
  newIndex: readonly number[],
): SourceMapSegment[] {
  let isOwn = false;
  return line.flatMap((segment): SourceMapSegment[] => {
    const [column, source, sourceLine, sourceColumn] = segment;
    const index = source === undefined ? -1 : newIndex[source]!;
    const wasOwn = isOwn;
    isOwn = index !== -1;
    if (isOwn) return [[column, index, sourceLine!, sourceColumn!]];
    return wasOwn ? [[column]] : [];
  });
}

function slashed(path: string): string {
  return path.replaceAll("\\", "/");
}
