/**
 * Reads the text of a PDF's first page in a thread of its own and ends. Nothing of the file is drawn, run or followed.
 * Plain JavaScript, as a thread would load the compiler too. Takes `{ bytes, limits }`; answers
 * `{ texts: [{ text, x, y }] }`, or `{ unreadable: true }`.
 */
import { parentPort, workerData } from 'node:worker_threads';
import { getDocumentProxy } from 'unpdf';

const { bytes, limits } = workerData;

try {
  const document = await getDocumentProxy(bytes, {
    isEvalSupported: false,
    disableFontFace: true,
    verbosity: 0,
  });
  const page = await document.getPage(1);
  const { items } = await page.getTextContent();
  const texts = items
    .filter(item => typeof item.str === 'string' && item.str.trim() !== '')
    .slice(0, limits.texts)
    .map(({ str, transform }) => ({ text: str.slice(0, limits.letters), x: transform[4], y: transform[5] }));
  parentPort.postMessage({ texts });
} catch {
  parentPort.postMessage({ unreadable: true });
}
