// Checks the documents against the tree: cited paths, tasks and links exist, and generated files are fresh. Tasks are also
// checked in the texts of the sources.
//
// It cannot see: whether a statement about a file is still true, paths in fenced code, links to other sites, and names of
// variables, routes and functions.
import { basename, dirname, join } from "node:path/posix";
import {
  findAnchors,
  findReferences,
  findTasks,
  type Reference,
} from "tools/document_references.ts";
import { renderDocs } from "tools/generate_docs.ts";
import { listFiles, readFiles } from "tools/list_files.ts";
import { runCheck } from "tools/run_check.ts";

/** All problems of the documents under `root`, one line each. */
export function checkDocs(root: string): string[] {
  const files = listFiles(root);
  const { tasks } = JSON.parse(Deno.readTextFileSync(`${root}/deno.json`));
  const tree: Tree = {
    root,
    paths: withFolders(files),
    names: new Set(files.map((file) => basename(file))),
    tasks: new Set(Object.keys(tasks)),
  };
  return readFiles(root, /\.md$|(?<!_test)\.tsx?$/).flatMap(([file, text]) =>
    file.endsWith(".md") ? checkPage(tree, file, text) : checkSource(tree, file, text)
  );
}

/** Generated files under `root` that differ from the code, one line each. */
async function checkFreshness(root: string): Promise<string[]> {
  const problems: string[] = [];
  for (const [path, text] of await renderDocs(root)) {
    const present = await Deno.readTextFile(`${root}/${path}`).catch(() => undefined);
    if (present !== text) problems.push(`${path} is not fresh: run deno task docs`);
  }
  return problems;
}

interface Tree {
  readonly root: string;
  readonly paths: ReadonlySet<string>;
  /** File names without their folders. */
  readonly names: ReadonlySet<string>;
  readonly tasks: ReadonlySet<string>;
}

function checkPage(tree: Tree, file: string, text: string): string[] {
  return findReferences(text).flatMap((reference) => {
    const problem = checkReference(tree, file, reference);
    return problem === undefined ? [] : `${file}:${reference.line} ${problem}`;
  });
}

function checkSource(tree: Tree, file: string, text: string): string[] {
  return text.split("\n").flatMap((line, index) =>
    findTasks(line).filter((name) => !tree.tasks.has(name))
      .map((name) => `${file}:${index + 1} ${noSuchTask(name)}`)
  );
}

function checkReference(tree: Tree, file: string, { kind, text }: Reference): string | undefined {
  if (kind === "task") return tree.tasks.has(text) ? undefined : noSuchTask(text);
  if (kind === "link") return checkLink(tree, file, text);
  const path = text.replace(/\/$/, "");
  // A name without a folder is one file, or a file that every service has.
  const isThere = tree.paths.has(path) || tree.paths.has(join(dirname(file), path)) ||
    tree.names.has(path);
  return isThere ? undefined : `cites ${text}: there is no such file; correct the path`;
}

function checkLink(tree: Tree, file: string, link: string): string | undefined {
  if (/^[a-z]+:/.test(link)) return undefined;
  const [path = "", anchor] = link.split("#");
  const target = path === "" ? file : join(dirname(file), path).replace(/\/$/, "");
  if (!tree.paths.has(target)) return `links to ${link}: there is no such file; correct the link`;
  if (anchor === undefined || !target.endsWith(".md")) return undefined;
  const anchors = findAnchors(Deno.readTextFileSync(`${tree.root}/${target}`));
  return anchors.has(decodeURIComponent(anchor))
    ? undefined
    : `links to ${link}: the page has no such heading; correct the part after #`;
}

function noSuchTask(name: string): string {
  return `names deno task ${name}: deno.json has no such task; correct the name`;
}

function withFolders(files: readonly string[]): Set<string> {
  const paths = new Set(files);
  for (const file of files) {
    for (let path = dirname(file); path !== "."; path = dirname(path)) paths.add(path);
  }
  return paths;
}

if (import.meta.main) {
  await runCheck(async (root) => [...checkDocs(root), ...await checkFreshness(root)]);
}
