import type { z } from "zod";
import type { ControlApi } from "simulators/shared/control_api.ts";

/** What happens to the next requests, such as faults. Each item applies `count` times, or always without it. */
export function createCountedList<Item extends { count?: number | undefined }>() {
  let items: Item[] = [];
  return {
    add(item: Item): void {
      items.push({ ...item });
    },

    /** The first item that applies to a request, if there is one; its count goes down. */
    take(applies: (item: Item) => boolean): Item | undefined {
      const item = items.find(applies);
      if (item?.count !== undefined) item.count -= 1;
      items = items.filter(({ count }) => count !== 0);
      return item && { ...item };
    },

    list(): Item[] {
      return items.map((item) => ({ ...item }));
    },

    clear(): void {
      items = [];
    },
  };
}

/** Adds the calls `name` that list, add and remove the items. */
export function addListCalls<Schema extends z.ZodObject>(
  control: ControlApi,
  items: { add(item: z.output<Schema>): void; list(): unknown[]; clear(): void },
  { name, does, schema }: { name: string; does: string; schema: Schema },
): void {
  const list = () => ({ [name]: items.list() });
  control.get(name, `The ${name} that wait for requests`, list);
  control.post(name, does, schema, (item) => {
    items.add(item);
    return Response.json(list(), { status: 201 });
  });
  control.delete(name, `Removes all ${name}`, () => items.clear());
}
