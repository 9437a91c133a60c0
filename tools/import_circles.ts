// Circles of imports between files: a file that imports itself over others.
import type { Import } from "tools/import_graph.ts";

type Graph = ReadonlyMap<string, readonly string[]>;

/** Every circle as one line: the shortest way around it, and what to do. Imports of types count too. */
export function findCircles(imports: readonly Import[]): string[] {
  const graph = new Map<string, string[]>();
  for (const { file, target, kind } of imports) {
    if (kind === "file") graph.set(file, [...graph.get(file) ?? [], target]);
  }
  return findComponents(graph)
    .map((component) => findShortest(graph, component))
    .filter((circle) => circle !== undefined)
    .map((circle) => `${circle.join(" → ")}: move the shared type into a file of its own`)
    .sort();
}

/** Groups of files that reach each other: Tarjan's strongly connected components. */
function findComponents(graph: Graph): string[][] {
  const components: string[][] = [];
  const numbers = new Map<string, number>();
  const stack: string[] = [];
  const visit = (file: string): number => {
    const number = numbers.size;
    let lowest = number;
    numbers.set(file, number);
    stack.push(file);
    for (const target of graph.get(file) ?? []) {
      if (!numbers.has(target)) lowest = Math.min(lowest, visit(target));
      else if (stack.includes(target)) lowest = Math.min(lowest, numbers.get(target)!);
    }
    if (lowest === number) components.push(stack.splice(stack.indexOf(file)));
    return lowest;
  };
  for (const file of graph.keys()) if (!numbers.has(file)) visit(file);
  return components;
}

/** From the first file of a component by name back to itself; undefined when it does not import itself. */
function findShortest(graph: Graph, component: readonly string[]): string[] | undefined {
  const first = component.toSorted()[0]!;
  const paths = [[first]];
  const seen = new Set<string>();
  for (const path of paths) {
    for (const target of graph.get(path.at(-1)!) ?? []) {
      if (target === first) return [...path, first];
      if (seen.has(target) || !component.includes(target)) continue;
      seen.add(target);
      paths.push([...path, target]);
    }
  }
  return undefined;
}
