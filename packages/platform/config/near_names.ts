/** Kubernetes adds such variables for every Service; no person wrote them. */
const KUBERNETES = /_SERVICE_(HOST|PORT)(_\w+)?$|_PORT(_\d+_(TCP|UDP)(_\w+)?)?$/;

/** A name that has no effect, and the one that was probably meant. */
export interface NearName {
  readonly name: string;
  readonly meant: string;
}

/**
 * Finds names that no process reads although they resemble one that is read: other spelling of underscores or case, a
 * typing mistake, `_FILE` where no file is read, or another word within a family of names such as `VENDOR_…`.
 * @param read every name that is read
 * @param retired names that are refused
 */
export function findNearNames(
  names: readonly string[],
  read: readonly string[],
  retired: readonly string[] = [],
): NearName[] {
  const known = new Set([...read, ...retired]);
  const families = findFamilies(read);
  return names
    .filter((name) => !known.has(name) && !KUBERNETES.test(name))
    .flatMap((name) => {
      const meant = findMistyped(name, [...known]) ?? findRelative(name, read, families);
      return meant === undefined ? [] : [{ name, meant }];
    });
}

/** Shorter names differ by one letter from too many others. */
const ONE_MISTAKE_FROM = 8;
const TWO_MISTAKES_FROM = 12;

/** The name that differs only by underscores, case, or one or two typing mistakes. */
function findMistyped(name: string, known: readonly string[]): string | undefined {
  const letters = lettersOf(name);
  const spelled = known.find((it) => it.includes("_") && lettersOf(it) === letters);
  return spelled ?? findBest(known, (it) => {
    const shorter = Math.min(letters.length, lettersOf(it).length);
    const most = shorter >= TWO_MISTAKES_FROM ? 2 : shorter >= ONE_MISTAKE_FROM ? 1 : 0;
    const mistakes = countMistakes(letters, lettersOf(it));
    return mistakes <= most ? 10 - mistakes : 0;
  });
}

const FILE = /_FILE$/;
const FAMILY_LETTERS_MIN = 5;
const SHARED_LETTERS_MIN = 3;

/** The name that is read and has the same first word, and the same end or beginning after it. */
function findRelative(
  name: string,
  read: readonly string[],
  families: ReadonlySet<string>,
): string | undefined {
  const base = name.replace(FILE, "");
  if (base !== name && read.includes(base)) return base;
  const family = [...families].find((family) => lettersOf(base).startsWith(family));
  if (family === undefined) return findWithoutFamily(base, read, families);
  const restOf = (it: string) => lettersOf(it).slice(family.length);
  const rest = restOf(base);
  const members = read.filter((it) => it.startsWith(`${family}_`) && !FILE.test(it));
  const longer = members.find((it) => {
    const [short, long] = [rest, restOf(it)].sort((a, b) => a.length - b.length);
    return short!.length > SHARED_LETTERS_MIN && long!.startsWith(short!);
  });
  return longer ?? findBest(members, (it) => {
    const letters = sharedEnd(rest, restOf(it));
    return letters >= SHARED_LETTERS_MIN ? letters : 0;
  });
}

/** The name that is the given one after the word of its family, such as `VENDOR_CLIENT_ID` for `CLIENTID`. */
function findWithoutFamily(
  name: string,
  read: readonly string[],
  families: ReadonlySet<string>,
): string | undefined {
  // A name that fits several families may be meant for another program.
  const [meant, ...others] = read.filter((it) => {
    const rest = it.split("_").slice(1);
    return rest.length > 1 && lettersOf(rest.join("")) === lettersOf(name);
  });
  const isOurs = meant !== undefined && families.has(meant.split("_")[0]!) && others.length === 0;
  return isOurs ? meant : undefined;
}

/** Long first words of at least two names: what begins with one is meant for us. */
function findFamilies(names: readonly string[]): ReadonlySet<string> {
  const firsts = names.filter((name) => name.includes("_") && !FILE.test(name))
    .map((name) => name.split("_")[0]!).filter((word) => word.length >= FAMILY_LETTERS_MIN);
  return new Set(firsts.filter((word, index) => firsts.indexOf(word) < index));
}

/** The name with the highest score above zero, if there is only one. */
function findBest(names: readonly string[], score: (name: string) => number): string | undefined {
  const scored = names.map((name) => ({ name, score: score(name) })).filter((it) => it.score > 0)
    .sort((a, b) => b.score - a.score);
  return scored[0]?.score === scored[1]?.score ? undefined : scored[0]?.name;
}

function lettersOf(name: string): string {
  return name.toUpperCase().replaceAll(/[^A-Z0-9]/g, "");
}

function sharedEnd(a: string, b: string): number {
  let length = 0;
  while (length < a.length && a.at(-1 - length) === b.at(-1 - length)) length += 1;
  return length;
}

/** Letters to insert, remove, replace or swap with the next (optimal string alignment distance). */
function countMistakes(a: string, b: string): number {
  const rows: number[][] = [Array.from({ length: b.length + 1 }, (_, index) => index)];
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i];
    for (let j = 1; j <= b.length; j += 1) {
      const replaced = rows[i - 1]![j - 1]! + (a[i - 1] === b[j - 1] ? 0 : 1);
      row[j] = Math.min(rows[i - 1]![j]! + 1, row[j - 1]! + 1, replaced);
      const isSwapped = i > 1 && j > 1 && a[i - 1] === b[j - 2] && a[i - 2] === b[j - 1];
      if (isSwapped) row[j] = Math.min(row[j]!, rows[i - 2]![j - 2]! + 1);
    }
    rows.push(row);
  }
  return rows[a.length]![b.length]!;
}
