/** The pages of the disposal pack, as pdfmake's definitions: a person who was not there can follow them. */
import { sayDay } from '../../../shared/assets/dates.ts';
import { sayMoney } from '../../../shared/assets/money.ts';
import { categoryWords, methodOf } from '../../../shared/disposals/methods.ts';
import type { Manifest, ManifestItem } from './manifest.ts';
import { itemPage, sayAgain } from './pack-item.ts';
import { papersPage } from './pack-papers.ts';
import { facts, framed, head, heading, moment, type Node, small, text, whatOf } from './pack-parts.ts';
import { receiptPage } from './pack-receipt.ts';
import { troubles } from './pack-troubles.ts';
import type { BatchSighting } from './sightings.ts';

type Storage = ManifestItem['storage'][number];

interface Made {
  hash: string;
  /** Pieces of evidence that are missing. */
  missing: number;
  madeAt: number;
  /** As known now, also after the close. */
  sightings: readonly BatchSighting[];
}

/** Collections that were closed before licences were freed thing by thing say it once. */
type Older = Manifest & { freed?: { at: string; by: string; note: string } | null };

export function packDefinition(manifest: Manifest, made: Made): Record<string, unknown> {
  const title = `Disposal pack ${manifest.collection}, ${manifest.school}`;
  return framed(title, [
    ...cover(manifest, made),
    ...receiptPage(manifest),
    ...papersPage(manifest),
    ...manifest.items.flatMap((item, at) => itemPage(manifest, item, at, made.sightings)),
    ...filesPage(manifest),
  ]);
}

function cover(manifest: Older, { hash, missing, madeAt, sightings }: Made): Node[] {
  const { closed, items } = manifest;
  const storage = items.flatMap(item => item.storage.filter(one => one.notInside === null));
  return [
    { text: 'Disposal pack', headlineLevel: 1, style: 'title', id: 'cover' },
    text(`${manifest.school}, collection ${manifest.collection}`, { fontSize: 13, margin: [0, 0, 0, 8] }),
    ...(closed === null
      ? [
          text(
            `Not closed: ${missing} ${missing === 1 ? 'piece of evidence is' : 'pieces of evidence are'} missing. This is not proof yet.`,
            { style: 'warning' },
          ),
        ]
      : []),
    ...alarmLines(manifest, sightings),
    facts([
      [takenWords[manifest.way ?? 'collected'] ?? 'Collected by', manifest.contractor],
      ['Guarantee', guaranteeOf(manifest)],
      [
        'Paid',
        manifest.paid == null
          ? null
          : `${sayMoney(manifest.paid.pricePence ?? 0)}, ${moment(manifest, manifest.paid.at)}: ${manifest.paid.note}`,
      ],
      ['Handed over', handedOver(manifest)],
      ['Closed', closed === null ? null : `${moment(manifest, closed.at)} by ${closed.by}`],
      ['Things', String(items.length)],
      ['Storage in them', String(storage.length)],
      ['Keep until', keepUntil(manifest)],
      [
        'Licences and accounts',
        manifest.freed == null
          ? null
          : `given back and removed, says ${manifest.freed.by}, ${moment(manifest, manifest.freed.at)}${manifest.freed.note === '' ? '' : `: ${manifest.freed.note}`}`,
      ],
    ]),
    heading('What it holds'),
    contents(items),
    small(
      'Clear defeats simple recovery, Purge recovery in a laboratory, Destroy makes the storage unusable (NIST SP 800-88 Rev. 2). Behind each page stand the certificates and logs that speak of it.',
    ),
    heading('What went wrong, and what became of it'),
    troublesOf(manifest),
    {
      // Its heading is not left behind at the foot of a page.
      unbreakable: true,
      stack: [
        heading('How to check it'),
        small(
          `The file manifest.json is attached to this PDF and can be fetched from the console. Its SHA-256 is ${hash}. It names the SHA-256 of every certificate, note and log, and of the receipt as it was signed. Made ${moment(manifest, new Date(madeAt).toISOString())}.`,
        ),
      ],
    },
  ];
}

function handedOver(manifest: Manifest): string | null {
  if (manifest.receipt === null) return null;
  const { signedAt, handedOver: from, received: to } = manifest.receipt.signed;
  return `${moment(manifest, signedAt)}, by ${from.by}, ${from.role}, to ${to.by}, ${to.role}`;
}

/** Until the last of its waste papers may go. */
function keepUntil({ wastePapers }: Manifest): string | null {
  const last = wastePapers
    .map(paper => paper.keepUntil)
    .sort()
    .at(-1);
  return last === undefined ? null : sayDay(last);
}

function troublesOf(manifest: Manifest): Node {
  const list = troubles(manifest);
  return list.length === 0 ? text('Nothing that this record knows of.') : { ul: list, margin: [0, 0, 0, 8] };
}

const takenWords: Record<string, string> = {
  collected: 'Collected by',
  sold: 'Sold to',
  given: 'Given to',
};

function guaranteeOf({ guarantee }: Manifest): string | null {
  if (guarantee == null) return null;
  const file = guarantee.fileId === null ? 'on paper' : 'behind the receipt';
  return `written, of ${sayDay(guarantee.dated)}, ${file}`;
}

/** A thing that ran again is named on the first page, with what became of it. */
function alarmLines(manifest: Manifest, sightings: readonly BatchSighting[]): Node[] {
  if (sightings.length === 0) return [];
  const many = new Set(sightings.map(one => one.itemId)).size;
  const words =
    many === 1 ? 'One thing ran again after it had left.' : `${many} things ran again after they had left.`;
  return [
    text(`${words} Each raised an alarm.`, { style: 'warning' }),
    { ul: sightings.map(one => `${one.tag}: ${sayAgain(manifest, one)}`), margin: [0, 0, 0, 8] },
  ];
}

function contents(items: readonly ManifestItem[]): Node {
  const rows = items.map(item => [
    item.tag,
    whatOf(item),
    item.serial ?? '–',
    { stack: item.storage.length === 0 ? ['no storage'] : item.storage.map(outcomeOf) },
  ]);
  return {
    layout: 'lightHorizontalLines',
    margin: [0, 0, 0, 8],
    table: {
      headerRows: 1,
      widths: ['auto', '*', 'auto', '*'],
      body: [head(['Tag', 'What', 'Serial', 'Storage']), ...rows],
    },
  };
}

/** "S1: Clear, overwritten", "serial unknown: Destroy, shredded". */
function outcomeOf(storage: Storage): string {
  const name = storage.serial ?? `${storage.name}, serial unknown`;
  if (storage.notInside !== null) return `${name}: not in it`;
  const last = storage.records.at(-1);
  const passed = last !== undefined && last.result === 'passed';
  const certified = storage.certificates.some(one => one.provesNothing == null);
  const byHand = last?.readFrom?.matchedByHand ? ', matched by hand' : '';
  if (passed)
    return `${name}: ${categoryWords[last.category]}, ${methodOf(last.method).words.toLowerCase()}${certified ? ', certified' : ''}${byHand}`;
  return certified ? `${name}: contractor’s certificate` : `${name}: no proof yet`;
}

function filesPage({ files }: Manifest): Node[] {
  if (files.length === 0) return [];
  return [
    heading('Every file, with its SHA-256', 'files'),
    {
      layout: 'lightHorizontalLines',
      table: {
        headerRows: 1,
        widths: ['*', 'auto'],
        body: [
          head(['File', 'SHA-256']),
          ...files.map(file => [file.name, text(file.sha256.replace(/(.{32})/, '$1\n'), { fontSize: 8 })]),
        ],
      },
    },
  ];
}
