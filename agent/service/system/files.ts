/** Files by promises. Node's own `fs/promises` would bring line editing with it: 3 MB in a service that has no use for it. */
import {
  close,
  mkdir as mkdirCallback,
  open,
  read,
  readdir as readdirCallback,
  readFile as readFileCallback,
  rename as renameCallback,
  stat as statCallback,
  writeFile as writeFileCallback,
} from 'node:fs';
import { promisify } from 'node:util';

export const mkdir = promisify(mkdirCallback);
export const readdir = promisify(readdirCallback);
export const readFile = promisify(readFileCallback);
export const rename = promisify(renameCallback);
export const stat = promisify(statCallback);
export const writeFile = promisify(writeFileCallback);

const openFile = promisify(open);
const readFrom = promisify(read);
const closeFile = promisify(close);

/** The first bytes of a file as text. */
export async function readHead(path: string, maxBytes: number): Promise<string> {
  return (await readBytes(path, maxBytes)).toString('utf8');
}

/** Bytes of a file from `from`, below 0 counted from its end. The kernel's own files give no more than a page at a time. */
export async function readBytes(path: string, maxBytes: number, from = 0): Promise<Buffer> {
  const start = from < 0 ? Math.max(0, (await stat(path)).size + from) : from;
  const file = await openFile(path, 'r');
  const buffer = Buffer.alloc(maxBytes);
  try {
    let end = 0;
    for (let more = 1; more > 0 && end < maxBytes; end += more)
      more = (await readFrom(file, buffer, end, maxBytes - end, start + end)).bytesRead;
    return buffer.subarray(0, end);
  } finally {
    await closeFile(file);
  }
}
