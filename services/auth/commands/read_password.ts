const ENTER: ReadonlySet<string> = new Set(["\r", "\n"]);
const ERASE: ReadonlySet<string> = new Set(["\x7f", "\b"]);
const INTERRUPT: ReadonlySet<string> = new Set(["\x03", "\x04"]);

/**
 * Asks for a password at the terminal, twice and without showing it; from a pipe or a file it reads the first line.
 * @throws Error when the two passwords differ, the input ends, or the person presses Ctrl-C or Ctrl-D
 */
export async function readPassword(prompt: string): Promise<string> {
  const characters = readCharacters();
  if (!Deno.stdin.isTerminal()) return await readLine(characters);
  Deno.stdin.setRaw(true);
  try {
    const password = await ask(prompt, characters);
    if (await ask("Again: ", characters) !== password) {
      throw new Error("Cannot set the password: the two do not match; try again");
    }
    return password;
  } finally {
    Deno.stdin.setRaw(false);
  }
}

async function ask(prompt: string, characters: AsyncGenerator<string>): Promise<string> {
  await show(prompt);
  const line = await readLine(characters);
  await show("\r\n");
  return line;
}

async function readLine(characters: AsyncGenerator<string>): Promise<string> {
  const line: string[] = [];
  for (;;) {
    const { value: character, done } = await characters.next();
    if (done || INTERRUPT.has(character)) {
      if (done && line.length > 0) return line.join("");
      throw new Error("Cannot set the password: none was given; enter one");
    }
    if (ENTER.has(character)) return line.join("");
    if (ERASE.has(character)) line.pop();
    else line.push(character);
  }
}

async function* readCharacters(): AsyncGenerator<string> {
  const decoder = new TextDecoder();
  const buffer = new Uint8Array(1024);
  for (;;) {
    const length = await Deno.stdin.read(buffer);
    if (length === null) return;
    yield* decoder.decode(buffer.subarray(0, length), { stream: true });
  }
}

/** On stderr, so that stdout contains only the result. */
async function show(text: string): Promise<void> {
  await Deno.stderr.write(new TextEncoder().encode(text));
}
