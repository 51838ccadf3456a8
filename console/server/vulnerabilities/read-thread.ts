/** Reads a file of advisories in a thread of its own, so that neither its size nor its time is the console's. */
import { parentPort, Worker, workerData } from 'node:worker_threads';
import * as z from 'zod';
import { type Piece, readFileOfAdvisories } from './read-file.ts';
import { UnreadableFile } from './unreadable.ts';

interface Task {
  path: string;
  releases: string[];
}
type Said = { piece: Piece } | { end: true } | { unreadable: string };

const task = z.object({ task: z.literal('advisories'), path: z.string(), releases: z.array(z.string()) });

async function read({ path, releases }: Task, say: (said: Said) => Promise<void>): Promise<void> {
  try {
    for await (const piece of readFileOfAdvisories(path, new Set(releases))) await say({ piece });
    await say({ end: true });
  } catch (error) {
    if (!(error instanceof UnreadableFile)) throw error;
    await say({ unreadable: error.message });
  }
}

/** In the thread: each piece waits until the one before was stored. */
const given = task.safeParse(workerData);
if (parentPort !== null && given.success) {
  const port = parentPort;
  const say = async (said: Said) => {
    const heard = new Promise(resolve => port.once('message', resolve));
    port.postMessage(said);
    await heard;
  };
  void read(given.data, say).then(() => port.close());
}

const mostMegabytes = 256;

/** In the console: `take` stores a piece. Throws UnreadableFile, also when the thread runs out of memory. */
export function readInThread(given: Task, take: (piece: Piece) => Promise<void>): Promise<void> {
  const thread = new Worker(new URL(import.meta.url), {
    workerData: { task: 'advisories', ...given },
    resourceLimits: { maxOldGenerationSizeMb: mostMegabytes },
  });
  return new Promise((resolve, reject) => {
    const fail = (error: unknown) => {
      void thread.terminate();
      reject(error);
    };
    thread.on('message', (said: Said) => {
      if ('unreadable' in said) return fail(new UnreadableFile(said.unreadable));
      if ('piece' in said) return void take(said.piece).then(() => thread.postMessage('next'), fail);
      thread.postMessage('next');
      resolve();
    });
    thread.once('error', error =>
      fail(
        'code' in error && error.code === 'ERR_WORKER_OUT_OF_MEMORY'
          ? new UnreadableFile(
              'The file is too large to read here. Choose the ZIP file with one advisory in each file.',
            )
          : error,
      ),
    );
    thread.once('exit', () => reject(new Error('the reading thread ended without an answer')));
  });
}
