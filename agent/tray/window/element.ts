/** Elements of a page, written as they nest. Text is only ever text. */
type Child = Node | string | null;

export function element<K extends keyof HTMLElementTagNameMap>(
  name: K,
  attributes: Record<string, string> = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const made = document.createElement(name);
  for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
  made.append(...children.filter(child => child !== null));
  return made;
}

/** An empty line begins a paragraph; a line ends where it ended. */
export const paragraphs = (text: string): HTMLElement[] =>
  text.split(/\n\s*\n/).map(part => element('p', { class: 'paragraph' }, part.trim()));
