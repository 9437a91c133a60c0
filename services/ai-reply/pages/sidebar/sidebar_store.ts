import {
  initialSidebarState,
  type SidebarState,
} from "services/ai-reply/pages/sidebar/sidebar_state.ts";

/** The state of the sidebar. */
export interface SidebarStore {
  readonly state: SidebarState;
  update(patch: Partial<SidebarState>): void;
}

/** Creates the store; `onChange` gets every new state. */
export function createSidebarStore(onChange: (state: SidebarState) => void): SidebarStore {
  let state = initialSidebarState;
  return {
    get state() {
      return state;
    },
    update(patch) {
      state = { ...state, ...patch };
      onChange(state);
    },
  };
}
