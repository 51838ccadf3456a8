/** What a reader of a PDF finds on each of its pages, in their order. */
import { getDocumentProxy } from 'unpdf';

export async function pageTexts(bytes: Uint8Array): Promise<string[]> {
  const document = await getDocumentProxy(new Uint8Array(bytes));
  const pages: string[] = [];
  for (let at = 1; at <= document.numPages; at += 1) {
    const { items } = await (await document.getPage(at)).getTextContent();
    pages.push(items.flatMap(item => ('str' in item && item.str !== '' ? [item.str] : [])).join(' '));
  }
  return pages;
}
