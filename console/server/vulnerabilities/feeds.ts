/** Where advisories are published, and whether the console may fetch them. Off until somebody switches it on. */
import { createWriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { IncomingMessage } from 'node:http';
import { get, type RequestOptions } from 'node:https';
import { Transform } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { type FeedName, feedNames, feedSettings } from '../../../shared/protocol/api/vulnerabilities.ts';
import { readSetting, type Tx, writeSetting } from '../database/index.ts';
import { UnreadableFile } from './unreadable.ts';

/** The only addresses that the console ever fetches advisories from. */
export const feeds: Record<FeedName, { words: string; address: string }> = {
  debian: {
    words: 'Debian, from OSV (about 100 MB)',
    address: 'https://osv-vulnerabilities.storage.googleapis.com/Debian/all.zip',
  },
  ubuntu: {
    words: 'Ubuntu, from OSV (about 800 MB)',
    address: 'https://osv-vulnerabilities.storage.googleapis.com/Ubuntu/all.zip',
  },
  exploited: {
    words: 'Known exploited vulnerabilities, from CISA (about 1 MB)',
    address: 'https://www.cisa.gov/sites/default/files/feeds/known_exploited_vulnerabilities.json',
  },
};

const settingName = 'advisory_feeds';

export async function readDaily(db: Tx): Promise<FeedName[]> {
  const parsed = feedSettings.safeParse(JSON.parse((await readSetting(db, settingName)) ?? 'null'));
  return parsed.success ? parsed.data.daily : [];
}

export async function writeDaily(db: Tx, daily: readonly FeedName[]): Promise<void> {
  await writeSetting(
    db,
    settingName,
    JSON.stringify({ daily: feedNames.filter(name => daily.includes(name)) }),
  );
}

export const mostFileBytes = 1536 * 1024 * 1024;
const silentMs = 60_000;

/** At most so many bytes pass; then the whole is given up. */
export function bounded(most: number, refusal: () => Error): Transform {
  let size = 0;
  return new Transform({
    transform(part: Buffer, _encoding, done) {
      size += part.length;
      done(size > most ? refusal() : null, part);
    },
  });
}

const tooLarge = () =>
  new UnreadableFile('What came is larger than a file of advisories can be. It was thrown away.');

/** Follows no redirect. Throws UnreadableFile with what happened; then nothing is left on the disk. */
export async function download(
  address: string,
  path: string,
  most = mostFileBytes,
  options: Pick<RequestOptions, 'ca'> = {},
): Promise<void> {
  try {
    const answer = await answerOf(address, options);
    await pipeline(answer, bounded(most, tooLarge), createWriteStream(path, { mode: 0o600 }));
  } catch (error) {
    await rm(path, { force: true });
    if (error instanceof UnreadableFile) throw error;
    const why = error instanceof Error ? error.message.slice(0, 200) : '';
    throw new UnreadableFile(
      `${new URL(address).host} could not be reached: ${why}. The advisories read before still hold.`,
    );
  }
}

function answerOf(address: string, options: Pick<RequestOptions, 'ca'>): Promise<IncomingMessage> {
  return new Promise((resolve, reject) => {
    const request = get(address, {
      ...options,
      timeout: silentMs,
      headers: { 'User-Agent': 'Caretaker console' },
    });
    request.once('response', answer => {
      if (answer.statusCode === 200) return resolve(answer);
      answer.destroy();
      reject(
        new UnreadableFile(`${new URL(address).host} answered ${answer.statusCode} instead of the file.`),
      );
    });
    request.once('timeout', () => request.destroy(new Error('nothing came for a minute')));
    request.once('error', reject);
  });
}
