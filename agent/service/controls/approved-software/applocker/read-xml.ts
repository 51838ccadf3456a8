/** The little XML that AppLocker writes: elements and attributes, no text between. Whatever else is there is not it. */

export interface Element {
  name: string;
  attributes: Record<string, string>;
  children: Element[];
}

const entities: Record<string, string> = { amp: '&', lt: '<', gt: '>', quot: '"', apos: "'" };
export const unescaped = (value: string) =>
  value.replace(
    /&(?:#x([0-9a-f]+)|#(\d+)|(\w+));/gi,
    (whole, hex?: string, decimal?: string, name?: string) => {
      if (name !== undefined) return entities[name] ?? whole;
      const code = Number.parseInt(hex ?? decimal ?? '', hex === undefined ? 10 : 16);
      return code > 0 && code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );

const tag = /\s*<(\/?)([A-Za-z][\w.-]*)((?:\s+[\w:.-]+\s*=\s*"[^"<]*")*)\s*(\/?)>/y;
const bareAmpersand = /&(?!(?:amp|lt|gt|quot|apos|#\d+|#x[0-9a-f]+);)/i;

function attributesOf(text: string): Record<string, string> | undefined {
  const pairs = [...text.matchAll(/([\w:.-]+)\s*=\s*"([^"]*)"/g)].map(
    ([, name = '', value = '']) => [name, unescaped(value)] as const,
  );
  const names = new Set(pairs.map(([name]) => name));
  return names.size === pairs.length && !bareAmpersand.test(text) ? Object.fromEntries(pairs) : undefined;
}

/** Undefined for anything that is not one whole element with nothing after it. */
export function readXml(xml: string): Element | undefined {
  const text = xml
    .replace(/^\uFEFF?\s*<\?xml[^>]*\?>/, '')
    .replace(/<!--[\s\S]*?-->/g, '')
    .trim();
  const top: Element = { name: '', attributes: {}, children: [] };
  const open = [top];
  tag.lastIndex = 0;
  while (tag.lastIndex < text.length) {
    const [, closes, name = '', head = '', empty] = tag.exec(text) ?? [];
    const inside = open.at(-1);
    if (name === '' || inside === undefined) return undefined;
    if (closes) {
      if (head !== '' || empty || open.pop()?.name !== name) return undefined;
      continue;
    }
    const attributes = attributesOf(head);
    if (attributes === undefined || (inside === top && top.children.length > 0)) return undefined;
    const element: Element = { name, attributes, children: [] };
    inside.children.push(element);
    if (!empty) open.push(element);
  }
  return open.length === 1 ? top.children[0] : undefined;
}
