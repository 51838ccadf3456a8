/** PDFs that people keep: laid out by pdfmake in a thread that ends with its work, so that nothing of it stays loaded. */
import { Worker } from 'node:worker_threads';
import { AppError } from '../errors.ts';
import { type Paper, paperOf } from './paper.ts';

export { factTable, listTable, momentsIn, type PaperNode, part } from './paper.ts';
export { readPdfPage } from './read.ts';

/** A file whose pages go behind the page of a section. */
export interface PdfFile {
  id: string;
  name: string;
  /** application/pdf, image/png, image/jpeg or text/plain. */
  type: string;
  bytes: Uint8Array;
  /** At the foot of each of its pages. */
  caption: string;
}

export interface PdfJob {
  /** A document definition of pdfmake, of plain values only: no functions. */
  definition: Record<string, unknown>;
  /** Ids of nodes that begin a section on a page of its own, in order. */
  sections?: string[];
  files?: PdfFile[];
  behind?: { section: string; fileIds: string[] }[];
  /** Words before "page 2 of 9" at the foot of each page; without it pages bear no number. */
  numbered?: string;
  attachments?: { name: string; type: string; words: string; bytes: Uint8Array }[];
}

const longestMs = 90_000;
let before: Promise<unknown> = Promise.resolve();

/** One after the other, whoever asks: two would hold twice the memory. Throws `pdf.not_made`. */
export function makePdf(job: PdfJob): Promise<Buffer> {
  const made = before.then(() => inThread(job));
  before = made.catch(() => undefined);
  return made;
}

/** A paper in the common shape, its pages numbered. Throws `pdf.not_made`. */
export const makePaper = (paper: Paper): Promise<Buffer> =>
  makePdf({ definition: paperOf(paper), numbered: `${paper.title}, ${paper.school}` });

function inThread(job: PdfJob): Promise<Buffer> {
  return new Promise((resolve, reject) => {
    const maker = new Worker(new URL('./pdf-maker.js', import.meta.url), {
      workerData: { sections: [], ...job },
      // Neither our environment nor our start options are of use to it.
      env: {},
      execArgv: [],
      resourceLimits: { maxOldGenerationSizeMb: 400 },
    });
    const failed = (cause: unknown) => {
      const detail =
        'The PDF could not be made. Try again; if it stays so, one of the files behind it may be damaged.';
      reject(new AppError({ status: 500, code: 'pdf.not_made', detail, cause }));
    };
    const limit = setTimeout(() => {
      failed(new Error('took too long'));
      void maker.terminate();
    }, longestMs);
    maker.once('message', (bytes: Uint8Array) => resolve(Buffer.from(bytes)));
    maker.once('error', failed);
    maker.once('exit', code => {
      clearTimeout(limit);
      if (code !== 0) failed(new Error(`the thread ended with ${code}`));
    });
  });
}
