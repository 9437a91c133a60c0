import type { Result, SidebarApi } from "services/ai-reply/pages/sidebar/sidebar_api.ts";
import type { SidebarStore } from "services/ai-reply/pages/sidebar/sidebar_store.ts";

/** Actions on tags and notes. They resolve with true when the change is saved: then the field can be emptied. */
export interface Keeping {
  addTag(tag: string): Promise<boolean>;
  removeTag(tag: string): Promise<boolean>;
  /** Stores the unfinished note: it survives a reload and a new sign-in. */
  typeNote(text: string): void;
  /** Saves the note and empties the field. */
  addNote(text: string): Promise<boolean>;
  deleteNote(id: string): Promise<boolean>;
}

/** Creates the actions on tags and notes. */
export function createKeeping(
  { store, api, keepNote }: {
    store: SidebarStore;
    api: SidebarApi;
    keepNote: (customerId: string, text: string) => void;
  },
): Keeping {
  /** Shows the result of saving. Returns whether it succeeded. */
  function settle<T>(result: Result<T>, apply: (value: T) => void): boolean {
    if ("trouble" in result) {
      store.update({ saveTrouble: result.trouble });
      return false;
    }
    store.update({ saveTrouble: undefined });
    apply(result.value);
    return true;
  }

  async function saveTags(change: (tags: readonly string[]) => readonly string[]) {
    const { customer } = store.state;
    if (customer === undefined) return false;
    const result = await api.setTags(customer.external_userid, change(customer.tags));
    return settle(result, ({ tags }) => changeCustomer(customer.external_userid, { tags }));
  }

  /** Updates the customer unless another one is open meanwhile. */
  function changeCustomer(id: string, patch: Partial<NonNullable<typeof store.state.customer>>) {
    const { customer } = store.state;
    if (customer?.external_userid !== id) return;
    store.update({ customer: { ...customer, ...patch } });
  }

  return {
    addTag: (tag) => saveTags((tags) => tags.includes(tag) ? tags : [...tags, tag]),
    removeTag: (tag) => saveTags((tags) => tags.filter((other) => other !== tag)),
    typeNote(text) {
      store.update({ note: text });
      if (store.state.customerId) keepNote(store.state.customerId, text);
    },
    async addNote(text) {
      const id = store.state.customer?.external_userid;
      if (id === undefined) return false;
      return settle(await api.addNote(id, text), (note) => {
        keepNote(id, "");
        if (store.state.customerId === id) store.update({ note: "" });
        changeCustomer(id, { notes: [note, ...store.state.customer?.notes ?? []] });
      });
    },
    async deleteNote(noteId) {
      const id = store.state.customer?.external_userid;
      if (id === undefined) return false;
      return settle(await api.deleteNote(id, noteId), () => {
        const notes = store.state.customer?.notes.filter((note) => note.id !== noteId);
        changeCustomer(id, { notes: notes ?? [] });
      });
    },
  };
}
