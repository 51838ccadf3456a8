/**
 * One file under a passphrase: a first line that says what it is, then blocks of one length. Each block is sealed under
 * its number and whether it is the last, so a block that was altered, moved, left out or put at the end does not open.
 */
import { argon2, createCipheriv, createDecipheriv, randomBytes, timingSafeEqual } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { AppError } from '../errors.ts';

const cipher = 'aes-256-gcm';
const title = Buffer.from('caretaker-backup-1\n');
const saltBytes = 16;
const tokenBytes = 16;
const tagBytes = 16;
const plainBytes = 64 * 1024;
const headBytes = title.length + saltBytes + tokenBytes;
/** 64 MiB and three passes: a tenth of a second here, and dear for whoever tries many. It belongs to the title's number. */
const cost = { memory: 65_536, passes: 3, parallelism: 1, tagLength: 32 + tokenBytes };

interface Keys {
  head: Buffer;
  key: Buffer;
}

/** The head holds a token that only the right passphrase gives, so that a wrong one is told from an altered file. */
async function keysOf(passphrase: string, salt: Buffer): Promise<Keys> {
  const derived = await new Promise<Buffer>((resolve, reject) =>
    argon2('argon2id', { message: passphrase.normalize('NFC'), nonce: salt, ...cost }, (error, key) =>
      error ? reject(error) : resolve(key),
    ),
  );
  return { key: derived.subarray(0, 32), head: Buffer.concat([title, salt, derived.subarray(32)]) };
}

function nonceOf(number: number, last: boolean): Buffer {
  const nonce = Buffer.alloc(12);
  nonce.writeUInt8(Number(last), 0);
  nonce.writeUIntBE(number, 6, 6);
  return nonce;
}

/** The bytes of the file. Memory: two blocks. */
export async function* sealed(plain: AsyncIterable<Buffer>, passphrase: string): AsyncGenerator<Buffer> {
  const { head, key } = await keysOf(passphrase, randomBytes(saltBytes));
  yield head;
  let number = 0;
  const block = (bytes: Buffer, last: boolean) => {
    const work = createCipheriv(cipher, key, nonceOf(number++, last)).setAAD(head);
    return Buffer.concat([work.update(bytes), work.final(), work.getAuthTag()]);
  };
  let held = Buffer.alloc(0);
  for await (const chunk of plain) {
    held = Buffer.concat([held, chunk]);
    // What is held back may be the last block.
    for (; held.length > plainBytes; held = held.subarray(plainBytes))
      yield block(held.subarray(0, plainBytes), false);
  }
  yield block(held, true);
}

/** What was sealed. Throws AppError `backup.*` in words: no such file, another kind, another passphrase, cut short or altered. */
export async function* unsealed(path: string, passphrase: string): AsyncGenerator<Buffer> {
  const file = await open(path).catch(cause => {
    throw unusable(`${path} cannot be opened: ${(cause as Error).message}.`, cause);
  });
  try {
    const about = await file.stat();
    if (!about.isFile()) throw unusable(`${path} is no file.`);
    const head = await read(file, 0, headBytes);
    if (!head.subarray(0, title.length).equals(title))
      throw unusable(`${path} is no backup that this Caretaker can read.`);
    if (head.length < headBytes) throw harmed(path);
    const keys = await keysOf(passphrase, head.subarray(title.length, title.length + saltBytes));
    if (!timingSafeEqual(keys.head, head))
      throw unusable(`The passphrase does not open ${path}. It must be the one with which it was made.`);
    const step = plainBytes + tagBytes;
    for (let number = 0, at = headBytes; number === 0 || at < about.size; number++, at += step)
      yield opened(await read(file, at, step), nonceOf(number, at + step >= about.size), keys, path);
  } finally {
    await file.close();
  }
}

function opened(block: Buffer, nonce: Buffer, { key, head }: Keys, path: string): Buffer {
  if (block.length < tagBytes) throw harmed(path);
  const work = createDecipheriv(cipher, key, nonce)
    .setAAD(head)
    .setAuthTag(block.subarray(block.length - tagBytes));
  try {
    return Buffer.concat([work.update(block.subarray(0, block.length - tagBytes)), work.final()]);
  } catch (cause) {
    throw harmed(path, cause);
  }
}

async function read(file: FileHandle, at: number, most: number): Promise<Buffer> {
  const bytes = Buffer.alloc(most);
  const { bytesRead } = await file.read(bytes, 0, most, at);
  return bytes.subarray(0, bytesRead);
}

export const harmed = (path: string, cause?: unknown) =>
  unusable(`${path} was cut short or altered, so nothing of it is used. Take another copy.`, cause);

export const unusable = (detail: string, cause?: unknown) =>
  new AppError({ status: 409, code: 'backup.unusable', detail, ...(cause !== undefined && { cause }) });
