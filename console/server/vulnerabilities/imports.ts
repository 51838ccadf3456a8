/** Reading files of advisories, given or fetched: one at a time, in the background, each with a line of what became of it. */
import { randomUUIDv7 } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import * as z from 'zod';
import type { AdvisoryImport, FeedName } from '../../../shared/protocol/api/vulnerabilities.ts';
import type { Context } from '../context.ts';
import { type Database, pageOf, readCursor, type Tx } from '../database/index.ts';
import { clean } from '../devices/index.ts';
import { AppError, conflict } from '../errors.ts';
import type { Caller, RouteRequest } from '../route.ts';
import { allDue, releasesInFleet } from '../software/index.ts';
import { bounded, download, feeds, mostFileBytes } from './feeds.ts';
import { keepPiece } from './keep.ts';
import type { Piece } from './read-file.ts';
import { readInThread } from './read-thread.ts';
import { UnreadableFile } from './unreadable.ts';

type By = Pick<Caller, 'schoolId' | 'id' | 'name'>;
type ImportRow = Database['advisory_import'];
type Upload = NonNullable<RouteRequest<unknown, unknown, unknown>['upload']>;

const folderOf = (context: Context) => join(context.config.data, 'advisories');

const tooLarge = () =>
  new AppError({
    status: 413,
    code: 'advisories.too_large',
    detail: 'The file is larger than 1.5 GB. Files of advisories are not.',
  });

export class Imports {
  readonly #context: Context;
  readonly #afterwards: (schoolId: string) => void;
  #running: Promise<unknown> = Promise.resolve();
  #busy = false;

  /** `afterwards` runs when there is something new to match. */
  constructor(context: Context, afterwards: (schoolId: string) => void) {
    this.#context = context;
    this.#afterwards = afterwards;
  }

  /** What was under way when the console ended will never end by itself. */
  async start(): Promise<void> {
    await rm(folderOf(this.#context), { recursive: true, force: true });
    await this.#context.db
      .updateTable('advisory_import')
      .set({
        status: 'failed',
        ended_at: this.#context.now(),
        detail: 'The console was stopped before the file was read. Give it again.',
      })
      .where('status', '=', 'running')
      .execute();
  }

  async stop(): Promise<void> {
    await this.#running;
  }

  /** Takes a file in and begins to read it. Throws `advisories.busy`, `advisories.too_large`. */
  async take(by: By, name: string, upload: Upload): Promise<AdvisoryImport> {
    if (upload.length !== undefined && upload.length > mostFileBytes) throw tooLarge();
    return this.#one(by, clean(name, 200) || 'A file', 'file', async path => {
      await pipeline(
        upload.stream,
        bounded(mostFileBytes, tooLarge),
        createWriteStream(path, { mode: 0o600 }),
      );
    });
  }

  /** Fetches one of the published files in the background. Throws `advisories.busy`. */
  async fetch(by: By, feed: FeedName): Promise<AdvisoryImport> {
    return this.#one(
      by,
      feeds[feed].words,
      'fetched',
      async () => undefined,
      path => download(feeds[feed].address, path),
    );
  }

  async #one(
    by: By,
    name: string,
    origin: 'file' | 'fetched',
    first: (path: string) => Promise<void>,
    then: (path: string) => Promise<void> = async () => undefined,
  ): Promise<AdvisoryImport> {
    if (this.#busy)
      throw conflict(
        'advisories.busy',
        'Another file is being read. Wait until it has ended, then give this one.',
      );
    this.#busy = true;
    const id = randomUUIDv7();
    const path = join(folderOf(this.#context), id);
    try {
      await mkdir(folderOf(this.#context), { recursive: true, mode: 0o700 });
      await first(path);
      const row = await begin(this.#context, by, id, name, origin);
      this.#running = this.#read(by, row, path, then);
      return presentImport(row);
    } catch (error) {
      this.#busy = false;
      await rm(path, { force: true });
      throw error;
    }
  }

  async #read(by: By, row: ImportRow, path: string, before: (path: string) => Promise<void>): Promise<void> {
    const { context, tally } = { context: this.#context, tally: new Tally() };
    try {
      await before(path);
      const releases = (await releasesInFleet(context.db, by.schoolId)).map(one => one.release);
      await readInThread({ path, releases }, async piece => {
        tally.kept += await context.db.transaction().execute(tx => keepPiece(tx, by.schoolId, piece));
        tally.add(piece);
        await context.db.updateTable('advisory_import').set(tally.columns).where('id', '=', row.id).execute();
      });
      await end(context, by, row, tally, 'done', tally.words(releases));
    } catch (error) {
      if (!(error instanceof UnreadableFile)) context.log.error({ err: error }, 'advisories were not read');
      const why =
        error instanceof UnreadableFile
          ? error.message
          : 'Something went wrong while the file was read. It is in the log.';
      await end(context, by, row, tally, 'failed', why).catch(again =>
        context.log.error({ err: again }, 'the end of an import was not written down'),
      );
    } finally {
      this.#busy = false;
      await rm(path, { force: true });
      this.#afterwards(by.schoolId);
    }
  }
}

class Tally {
  kind: ImportRow['kind'] = null;
  read = 0;
  kept = 0;
  refused = 0;
  newestAt: number | null = null;

  add(piece: Piece): void {
    this.kind = piece.kind;
    this.read += piece.read;
    this.refused += piece.refused;
    if (piece.newestAt !== null) this.newestAt = Math.max(this.newestAt ?? 0, piece.newestAt);
  }

  get columns() {
    return {
      kind: this.kind,
      read_count: this.read,
      kept: this.kept,
      refused: this.refused,
      newest_at: this.newestAt,
    };
  }

  words(releases: readonly string[]): string | null {
    if (this.kind === 'exploited') return null;
    const named = releases.filter(one => one.includes(':')).map(one => one.replace(':', ' '));
    if (named.length === 0)
      return 'No device with Debian, Ubuntu, AlmaLinux or Rocky Linux has reported yet, so nothing was kept. Give the file again then.';
    return this.kept === 0
      ? `Nothing in this file is about ${named.join(', ')}.`
      : `Kept: what is about ${named.join(', ')}.`;
  }
}

async function begin(context: Context, by: By, id: string, name: string, origin: 'file' | 'fetched') {
  const row: ImportRow = {
    id,
    school_id: by.schoolId,
    name,
    origin,
    kind: null,
    status: 'running',
    started_at: context.now(),
    ended_at: null,
    by_name: by.name,
    read_count: 0,
    kept: 0,
    refused: 0,
    newest_at: null,
    detail: null,
  };
  await context.db.insertInto('advisory_import').values(row).execute();
  context.events.nudge(by.schoolId, ['software']);
  return row;
}

async function end(
  context: Context,
  by: By,
  row: ImportRow,
  tally: Tally,
  status: 'done' | 'failed',
  detail: string | null,
): Promise<void> {
  await context.db.transaction().execute(async tx => {
    await tx
      .updateTable('advisory_import')
      .set({ ...tally.columns, status, detail, ended_at: context.now() })
      .where('id', '=', row.id)
      .execute();
    if (tally.kept > 0 || tally.read > 0) await allDue(tx, by.schoolId);
    const facts = { name: row.name, read: tally.read, kept: tally.kept, why: detail ?? '' };
    const action = status === 'done' ? 'advisories.imported' : 'advisories.not_imported';
    await context.audit.record(tx, by, action, { subject: row.id, facts });
  });
  context.events.nudge(by.schoolId, ['software', 'audit']);
}

export function presentImport(row: ImportRow): AdvisoryImport {
  return {
    id: row.id,
    name: row.name,
    origin: row.origin === 'fetched' ? 'fetched' : 'file',
    kind: row.kind === 'osv' || row.kind === 'exploited' ? row.kind : null,
    status: row.status === 'running' ? 'running' : row.status === 'done' ? 'done' : 'failed',
    startedAt: row.started_at,
    endedAt: row.ended_at,
    by: row.by_name,
    read: row.read_count,
    kept: row.kept,
    refused: row.refused,
    newestAt: row.newest_at,
    detail: row.detail,
  };
}

const place = z.tuple([z.number(), z.string()]);

/** Newest first. */
export async function listImports(
  db: Tx,
  schoolId: string,
  query: { cursor?: string | undefined; limit: number },
) {
  const after = readCursor(query.cursor, place);
  const found = await db
    .selectFrom('advisory_import')
    .selectAll()
    .where('school_id', '=', schoolId)
    .$if(after !== undefined, q =>
      q.where(eb =>
        eb.or([
          eb('started_at', '<', after?.[0] ?? 0),
          eb.and([eb('started_at', '=', after?.[0] ?? 0), eb('id', '<', after?.[1] ?? '')]),
        ]),
      ),
    )
    .orderBy('started_at', 'desc')
    .orderBy('id', 'desc')
    .limit(query.limit + 1)
    .execute();
  return pageOf(found, query.limit, presentImport, row => [row.started_at, row.id]);
}

/** Null before the first. */
export async function lastReadAt(db: Tx, schoolId: string): Promise<number | null> {
  const row = await db
    .selectFrom('advisory_import')
    .select(eb => eb.fn.max('ended_at').as('at'))
    .where('school_id', '=', schoolId)
    .where('status', '=', 'done')
    .executeTakeFirst();
  return row?.at === null || row?.at === undefined ? null : Number(row.at);
}
