/** The text of a PDF that somebody sent, read in a thread that ends with its work. */
import { Worker } from 'node:worker_threads';

interface PlacedText {
  text: string;
  /** Left end and base line in points, from the bottom left of the page. */
  x: number;
  y: number;
}

const limits = { texts: 2_000, letters: 300 };
const longestMs = 20_000;

/** Of the first page; undefined where it cannot be read within bounds, as it is locked, damaged or a picture only. */
export function readPdfPage(bytes: Buffer): Promise<PlacedText[] | undefined> {
  return new Promise(resolve => {
    const reader = new Worker(new URL('./pdf-reader.js', import.meta.url), {
      workerData: { bytes: new Uint8Array(bytes), limits },
      env: {},
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: 200 },
    });
    const limit = setTimeout(() => {
      resolve(undefined);
      void reader.terminate();
    }, longestMs);
    reader.once('message', (answer: { texts: PlacedText[] } | { unreadable: true }) =>
      resolve('texts' in answer && answer.texts.length > 0 ? answer.texts : undefined),
    );
    reader.once('error', () => resolve(undefined));
    reader.once('exit', () => {
      clearTimeout(limit);
      resolve(undefined);
    });
  });
}
