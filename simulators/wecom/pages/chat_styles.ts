/** What the chat page adds to the stylesheet. The reversed column begins at its end, without a script. */
export const chatStyles = `
.chat { gap: 12px; padding: 16px; }
.messages { display: flex; flex-direction: column-reverse; height: min(60vh, 560px); overflow-y: auto; padding: 16px 12px; background: var(--sunken); border: 1px solid var(--line); border-radius: 8px; }
.messages ol { display: grid; gap: 16px; margin: 0 0 auto; padding: 0; list-style: none; }
.messages li { display: grid; gap: 4px; justify-items: start; }
.messages .from-person { justify-items: end; }
.messages .empty { margin-bottom: auto; padding: 24px; text-align: center; }
.bubble { max-width: 85%; padding: 8px 12px; background: var(--card); border: 1px solid var(--line); border-radius: 8px; white-space: pre-wrap; overflow-wrap: anywhere; }
.from-person .bubble { background: var(--accent-tint); border-color: var(--accent); }
.from-servicer .bubble { background: var(--amber-tint); border-color: var(--amber); }
.bubble details { color: var(--quiet); font-size: 14px; }
.composer { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 8px; }
.composer input { min-height: 48px; padding: 8px 12px; border: 1px solid var(--control-line); border-radius: 8px; background: var(--card); color: var(--text); font: inherit; }
td.lines code { display: block; }
.composer .event { grid-column: 1 / -1; min-height: 40px; font-size: 14px; }
`;
