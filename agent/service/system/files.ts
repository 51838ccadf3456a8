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
  const file = await openFile(path, 'r');
  try {
    const { buffer, bytesRead } = await readFrom(file, Buffer.alloc(maxBytes), 0, maxBytes, 0);
    return buffer.toString('utf8', 0, bytesRead);
  } finally {
    await closeFile(file);
  }
}
