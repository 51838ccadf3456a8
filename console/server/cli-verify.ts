/** `caretaker verify`: the file as somebody got it, and the verdict as lines of words. */
import { closeSync, fstatSync, openSync, readFileSync } from 'node:fs';
import { ConfigError } from './config.ts';

const mostPackBytes = 64 * 2 ** 20;

/** A pack is written whole or not at all, so what cannot be one is said before anything is checked. Throws ConfigError. */
export function readPack(path: string): Buffer {
  const file = opened(path);
  try {
    const about = fstatSync(file);
    if (about.isDirectory())
      throw words(`${path} is a folder. Give the ZIP file itself, as it was downloaded.`);
    if (!about.isFile()) throw words(`${path} is no file. Give the ZIP file itself, as it was downloaded.`);
    if (about.size === 0) throw words(`${path} is empty: the download did not come. Fetch it again.`);
    if (about.size > mostPackBytes) throw words(`${path} is too large to be an evidence pack.`);
    return readFileSync(file);
  } finally {
    closeSync(file);
  }
}

function opened(path: string): number {
  try {
    return openSync(path, 'r');
  } catch (error) {
    const { code = '' } = error as NodeJS.ErrnoException;
    throw words(why[code]?.(path) ?? `${path} cannot be opened (${code}).`);
  }
}

const why: Record<string, (path: string) => string> = {
  ENOENT: path => `There is no file ${path}. Look at its name and at the folder that you are in.`,
  ENOTDIR: path => `There is no file ${path}. Look at its name and at the folder that you are in.`,
  EACCES: path => `You may not read ${path}. Ask whoever put it there, or copy it to a folder of yours.`,
  EPERM: path => `You may not read ${path}. Ask whoever put it there, or copy it to a folder of yours.`,
  // Windows says it of a folder already when it is opened.
  EISDIR: path => `${path} is a folder. Give the ZIP file itself, as it was downloaded.`,
};

const words = (text: string) => new ConfigError([text]);

/** Whether it is unaltered, and what is to be said, line by line. Throws ConfigError where there is nothing to check. */
export async function verifyFile(
  path: string,
  key: string | undefined,
): Promise<{ unaltered: boolean; lines: string[] }> {
  const bytes = readPack(path);
  const { verifyPack } = await import('./evidence/index.ts');
  const { unaltered, findings, words: last } = verifyPack(bytes, key);
  return { unaltered, lines: [...findings.map(one => `${one.well ? 'ok  ' : 'BAD '} ${one.words}`), last] };
}
