/** Reads a file of advisories (OSV, as ZIP or JSON) or the catalogue of known exploited vulnerabilities (JSON), piece by piece. */
import { type FileHandle, open } from 'node:fs/promises';
import { type Advisory, readAdvisory } from '../../../shared/vulnerabilities/advisory.ts';
import { type Exploited, readExploited } from '../../../shared/vulnerabilities/exploited.ts';
import { UnreadableFile } from './unreadable.ts';
import { jsonEntries } from './zip.ts';

/** What was read since the last piece. */
export interface Piece {
  kind: 'osv' | 'exploited';
  advisories: Advisory[];
  exploited: Exploited[];
  /** Records read, and of them those that are no advisory. */
  read: number;
  refused: number;
  newestAt: number | null;
}

export const largestJson = 16 * 1024 * 1024;
const advisoriesInPiece = 200;
const recordsInPiece = 2_000;

/** Advisories keep only what is about `releases`; those withdrawn come too. Throws UnreadableFile. */
export async function* readFileOfAdvisories(
  path: string,
  releases: ReadonlySet<string>,
): AsyncGenerator<Piece> {
  const file = await open(path, 'r');
  try {
    const start = await firstBytes(file);
    if (start.startsWith('PK')) yield* gathered(fromZip(file), releases);
    else if (/^(\u00ef\u00bb\u00bf)?\s*[[{]/.test(start)) yield* fromJson(file, releases);
    else
      throw new UnreadableFile(
        `${describe(start)} Choose a ZIP or JSON file in the OSV format, or the JSON file of known exploited vulnerabilities.`,
      );
  } finally {
    await file.close();
  }
}

async function firstBytes(file: FileHandle): Promise<string> {
  const buffer = Buffer.alloc(64);
  const { bytesRead } = await file.read(buffer, 0, 64, 0);
  return buffer.toString('latin1', 0, bytesRead);
}

function describe(start: string): string {
  if (start === '') return 'The file is empty.';
  if (/^\s*"?cveID"?,/.test(start)) return 'This is the catalogue as CSV.';
  return start.startsWith('\u001f\u008b') ? 'The file is packed with gzip.' : 'This is neither ZIP nor JSON.';
}

async function* fromZip(file: FileHandle): AsyncGenerator<unknown> {
  for await (const { text } of jsonEntries(file)) yield text === undefined ? undefined : parsed(text);
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\ufeff/, ''));
  } catch {
    return undefined;
  }
}

async function* fromJson(file: FileHandle, releases: ReadonlySet<string>): AsyncGenerator<Piece> {
  const { size } = await file.stat();
  if (size > largestJson)
    throw new UnreadableFile(
      'A JSON file may be 16 MB at most. Choose the ZIP file with one advisory in each file.',
    );
  const value = parsed(await file.readFile('utf8'));
  if (value === undefined)
    throw new UnreadableFile('The JSON in this file is damaged or was cut on its way. Fetch it again.');
  const listed = readExploited(value);
  if (listed === undefined) return yield* gathered(recordsIn(value, 0), releases);
  const { entries, refused } = listed;
  const newest = entries
    .map(({ addedOn }) => addedOn)
    .sort()
    .at(-1);
  yield {
    kind: 'exploited',
    advisories: [],
    exploited: entries,
    read: entries.length + refused,
    refused,
    newestAt: newest === undefined ? null : Date.parse(newest),
  };
}

const deepest = 8;

/** Records wherever they stand: alone, in a list, by id, or in what a scanner printed. */
function* recordsIn(value: unknown, depth: number): Generator<unknown> {
  if (value === null || typeof value !== 'object' || depth > deepest) return;
  if ('id' in value && 'modified' in value) {
    yield value;
    return;
  }
  for (const inner of Object.values(value)) yield* recordsIn(inner, depth + 1);
}

async function* gathered(
  records: AsyncIterable<unknown> | Iterable<unknown>,
  releases: ReadonlySet<string>,
): AsyncGenerator<Piece> {
  let piece = emptyPiece();
  let found = false;
  for await (const record of records) {
    const advisory = readAdvisory(record);
    piece.read += 1;
    if (advisory === undefined) piece.refused += 1;
    else {
      found = true;
      piece.newestAt = Math.max(piece.newestAt ?? 0, advisory.modifiedAt);
      const packages = advisory.packages.filter(({ release }) => releases.has(release));
      if (packages.length > 0 || advisory.withdrawn) piece.advisories.push({ ...advisory, packages });
    }
    if (piece.advisories.length < advisoriesInPiece && piece.read < recordsInPiece) continue;
    yield piece;
    piece = emptyPiece();
  }
  if (!found) throw new UnreadableFile('There is no advisory in the OSV format in this file.');
  yield piece;
}

const emptyPiece = (): Piece => ({
  kind: 'osv',
  advisories: [],
  exploited: [],
  read: 0,
  refused: 0,
  newestAt: null,
});
