/** The disposal pack: what an auditor gets. Made from the manifest alone, which a closed collection has frozen. */
import { missingToClose, missingToLeave } from '../../../shared/disposals/missing.ts';
import { canonicalJson } from '../../../shared/json.ts';
import type { Context } from '../context.ts';
import { conflict } from '../errors.ts';
import { findFile, readBytes } from '../files/index.ts';
import { makePdf, type PdfFile } from '../pdf/index.ts';
import type { Caller, FileAnswer } from '../route.ts';
import { readBatch } from './batches.ts';
import { sha256 } from './handover.ts';
import { type Manifest, manifestOf } from './manifest.ts';
import { packDefinition } from './pack-pages.ts';
import { papersSection, sectionOf } from './pack-parts.ts';
import { receiptDefinition } from './pack-receipt.ts';
import { sightingsOf } from './sightings.ts';

interface Frozen {
  manifest: Manifest;
  text: string;
  hash: string;
  number: number;
  missing: number;
}

/** As frozen at the close, or as it stands now. */
async function frozen(context: Context, schoolId: string, id: string): Promise<Frozen> {
  const batch = await readBatch(context.db, schoolId, id, context.now());
  const { row, facts } = batch;
  const text = row.manifest ?? canonicalJson(await manifestOf(context.db, schoolId, id, context.now()));
  const missing =
    row.status === 'gathering'
      ? missingToLeave(facts)
      : row.status === 'collected'
        ? missingToClose(facts)
        : [];
  const manifest = JSON.parse(text) as Manifest;
  return { manifest, text, hash: sha256(text), number: row.number, missing: missing.length };
}

const stemOf = ({ number, manifest }: Frozen) =>
  `disposal-${number}${manifest.closed === null ? '-not-closed' : ''}`;

export async function manifestFile(context: Context, by: Caller, id: string): Promise<FileAnswer> {
  const whole = await frozen(context, by.schoolId, id);
  return { name: `${stemOf(whole)}-manifest.json`, type: 'application/json', bytes: Buffer.from(whole.text) };
}

/** Throws `file.lost` when a file behind it is gone, `pdf.not_made`. */
export async function packFile(context: Context, by: Caller, id: string): Promise<FileAnswer> {
  const whole = await frozen(context, by.schoolId, id);
  const { manifest, text, hash } = whole;
  // A device may run again years later: the pack says so, beside what was frozen.
  const sightings = await sightingsOf(context.db, id);
  const files = await filesOf(context, by.schoolId, manifest);
  const sections = [
    'cover',
    'receipt',
    papersSection,
    ...manifest.items.map((_, at) => sectionOf(at)),
    'files',
  ];
  const bytes = await makePdf({
    definition: packDefinition(manifest, {
      ...{ hash, missing: whole.missing, madeAt: context.now(), sightings },
    }),
    sections,
    files,
    numbered: `Disposal pack ${manifest.collection}, ${manifest.school}`,
    behind: [
      { section: 'receipt', fileIds: behindReceipt(manifest) },
      { section: papersSection, fileIds: unique(manifest.wastePapers.map(paper => paper.fileId)) },
      ...manifest.items.map((item, at) => ({ section: sectionOf(at), fileIds: filesBehind(item) })),
    ],
    attachments: [
      {
        name: 'manifest.json',
        type: 'application/json',
        words: 'The same for programs',
        bytes: Buffer.from(text),
      },
    ],
  });
  await context.db
    .transaction()
    .execute(tx =>
      context.audit.record(tx, by, 'disposal.pack_made', { subject: id, facts: { number: whole.number } }),
    );
  return { name: `${stemOf(whole)}.pdf`, type: 'application/pdf', bytes };
}

/** For whoever took the things, there and then. Throws `disposal.unsigned`, `pdf.not_made`. */
export async function receiptFile(context: Context, by: Caller, id: string): Promise<FileAnswer> {
  const { manifest, number } = await frozen(context, by.schoolId, id);
  if (manifest.receipt === null)
    throw conflict('disposal.unsigned', 'There is no receipt before the hand-over is signed.');
  const bytes = await makePdf({
    definition: receiptDefinition(manifest),
    numbered: `Receipt of collection ${manifest.collection}, ${manifest.school}`,
  });
  return { name: `disposal-${number}-receipt.pdf`, type: 'application/pdf', bytes };
}

const unique = (ids: readonly (string | null)[]) => [...new Set(ids.filter(one => one !== null))];

/** What was loaded, as it looked, then the guarantee. Collections that were closed before photos were kept have none. */
const behindReceipt = ({ photos = [], guarantee }: Pick<Manifest, 'guarantee'> & Partial<Manifest>) =>
  unique([...photos.map(one => one.fileId), guarantee?.fileId ?? null]);

/** Certificates first, then the logs of the wipes. */
function filesBehind({ storage }: Manifest['items'][number]): string[] {
  const certificates = storage.flatMap(one => one.certificates.map(paper => paper.fileId));
  const logs = storage.flatMap(one => one.records.map(record => record.fileId));
  return unique([...certificates, ...logs]);
}

async function filesOf(context: Context, schoolId: string, manifest: Manifest): Promise<PdfFile[]> {
  const read: PdfFile[] = [];
  const shown = new Map((manifest.photos ?? []).map(one => [one.fileId, one.caption]));
  for (const { id, name, type, sha256: hash } of manifest.files) {
    const row = await findFile(context.db, schoolId, 'disposals', id);
    const words = shown.get(id) ? `${shown.get(id)}: ` : '';
    const caption = `${words}${name}, SHA-256 begins with ${hash.slice(0, 16)}`;
    read.push({ id, name, type, bytes: await readBytes(context, row), caption });
  }
  return read;
}
