/** The page of one thing in the pack. */
import { sayDay } from '../../../shared/assets/dates.ts';
import { type AssetKind, kinds } from '../../../shared/assets/kinds.ts';
import { sayMoney } from '../../../shared/assets/money.ts';
import {
  type Category,
  categoryMeaning,
  categoryWords,
  caveatOf,
  hiddenWords,
  type Media,
  mediaWords,
  methodOf,
  resultWords,
  sayRan,
  sayVerified,
} from '../../../shared/disposals/methods.ts';
import { placedWords } from '../../../shared/disposals/placed.ts';
import { type Ask, askWords } from '../../../shared/disposals/ways.ts';
import type { Manifest, ManifestItem, ManifestMatch } from './manifest.ts';
import {
  facts,
  head,
  heading,
  moment,
  type Node,
  part,
  sectionOf,
  small,
  text,
  whatOf,
} from './pack-parts.ts';
import type { BatchSighting } from './sightings.ts';

type Storage = ManifestItem['storage'][number];

/** "first on 22 Nov, 9 times until 24 Nov; found at the contractor's, says …". */
export function sayAgain(manifest: Manifest, one: BatchSighting): string {
  const on = (at: number) => moment(manifest, new Date(at).toISOString());
  const until = one.times === 1 ? '' : `, ${one.times} times until ${on(one.lastAt)}`;
  const settled =
    one.settledAt === null
      ? 'Nobody has said yet what became of it.'
      : `${one.settledNote} (${one.settledBy}, ${on(one.settledAt)})`;
  return `spoke to the console on ${on(one.firstAt)}${until}. ${settled}`;
}

export function itemPage(
  manifest: Manifest,
  item: ManifestItem,
  at: number,
  sightings: readonly BatchSighting[],
): Node[] {
  const { writeOff } = item;
  const again = sightings.filter(one => one.tag === item.tag);
  return [
    heading(`${item.tag}, ${whatOf(item)}`, sectionOf(at)),
    facts([
      ['Kind', kinds[item.kind as AssetKind].words],
      ['Serial number', item.serial],
      ['Bought', item.boughtOn == null ? null : sayDay(item.boughtOn)],
      ['Condition', item.condition],
      ['Value in the books', item.bookValuePence === null ? 'not known' : sayMoney(item.bookValuePence)],
      ['Written off', `request ${writeOff.number}: ${writeOff.reason}`],
      ['Personal data on it', dataBefore(item)],
      ['Agreed to leave', agreedWords(item)],
      ['Electrical test', testWords(item)],
      ['Asked by', `${writeOff.askedBy}, ${moment(manifest, writeOff.askedAt)}`],
      ['Approved by', `${writeOff.approvedBy}, ${moment(manifest, writeOff.approvedAt)}`],
      [
        'Governors',
        writeOff.governorsMinute === null
          ? null
          : `minute ${writeOff.governorsMinute}, ${sayDay(writeOff.governorsOn ?? '')}`,
      ],
      ['Licences and accounts', freedWords(manifest, item)],
    ]),
    ...again.map(one =>
      text(`It ran again after it had left: ${sayAgain(manifest, one)}`, { style: 'warning' }),
    ),
    ...(item.noStorage === null
      ? []
      : [text(`No storage in it, says ${noneWords(item.noStorage)}: ${item.noStorage.reason}`)]),
    ...item.storage.flatMap(storage => storagePart(manifest, storage)),
  ];
}

/** What was frozen before a second person was asked names one. */
const noneWords = ({ by, agreedBy }: NonNullable<ManifestItem['noStorage']>) =>
  agreedBy == null ? by : `${by}, and ${agreedBy} agrees`;

const likely: Record<string, string> = { yes: 'likely', no: 'not expected', unknown: 'not known' };

/** What was thought to be on it before it was erased. */
function dataBefore({ writeOff, lentBefore }: ManifestItem): string {
  const said = `${likely[writeOff.personalData] ?? writeOff.personalData}, says the request`;
  return lentBefore === true ? `${said}; it was lent, so protected data may have been` : said;
}

/** Manifests that were frozen before it was kept name nobody. */
function notInsideWords({ notInside, notInsideBy = [] }: Storage): string | null {
  if (notInside === null || notInsideBy.length === 0) return notInside;
  return `${notInside} (says ${notInsideBy.join(', and agreed by ')})`;
}

/** Manifests that were frozen before it was kept name none. */
const testWords = ({ electricalTest: test }: ManifestItem): string | null =>
  test == null ? null : `passed on ${sayDay(test.doneOn)}, done by ${test.doneBy}`;

/** Requests that are older than this say nothing of it. */
function agreedWords({ writeOff: { way, pricePence } }: ManifestItem): string | null {
  if (way == null) return null;
  return `${askWords[way as Ask]}${pricePence == null ? '' : `, for ${sayMoney(pricePence)} at least`}`;
}

function freedWords(manifest: Manifest, { freed }: ManifestItem): string | null {
  if (freed == null) return null;
  const seats = freed.seats.length === 0 ? '' : `. Seats freed: ${freed.seats.join(', ')}`;
  const note = freed.note === '' ? '' : `: ${freed.note}`;
  return `given back and removed, says ${freed.by}, ${moment(manifest, freed.at)}${note}${seats}`;
}

function storagePart(manifest: Manifest, storage: Storage): Node[] {
  const name =
    storage.serial === null ? `${storage.name}: serial number not known` : `Storage ${storage.serial}`;
  return [
    part(name),
    facts([
      ['Drive', driveWords(storage)],
      [
        'Serial number from',
        `${storage.serialFrom} (${storage.notedBy}), ${moment(manifest, storage.notedAt)}`,
      ],
      ['Not in it', notInsideWords(storage)],
      [
        'Left to the contractor',
        storage.leftToContractor ? 'yes: it was to be destroyed or erased there' : null,
      ],
    ]),
    ...(storage.records.length === 0 ? [] : [recordTable(manifest, storage)]),
    ...storage.certificates.map(one => {
      const how = sayMatch(manifest, one.readFrom, 'the certificate') ?? 'It names this serial number';
      const proves = one.provesNothing == null ? '' : ` It proves nothing: it ${one.provesNothing}.`;
      return text(`Certificate ${one.number} of ${one.issuer}. ${how}.${proves} It stands behind this page.`);
    }),
  ];
}

/** "SSD or other flash, 256 GB": what it is called is left out where that says no more. */
function driveWords({ name, model, media, sizeBytes }: Storage): string {
  const kind = mediaWords[media as Media];
  const called = kind.toLowerCase().startsWith(name.toLowerCase()) ? null : name;
  return [called, model, kind, sayBytes(sizeBytes)].filter(part => part !== null && part !== '').join(', ');
}

/** As makers count them. */
const sayBytes = (bytes: number | null) => (bytes === null ? null : `${Math.round(bytes / 1e9)} GB`);

/** Undefined where the serial number matched it, and in what was frozen before this was kept. */
function sayMatch(manifest: Manifest, match: ManifestMatch | null | undefined, what: string) {
  if (match == null) return undefined;
  const { serial: names, sameSerial: same, matchedByHand: by } = match;
  const at = by?.at == null ? null : Date.parse(by.at);
  const hand = by === null ? null : { by: by.by, at, why: by.because };
  return placedWords({ names, same, hand }, what, moment(manifest, by?.at ?? null));
}

function recordTable(manifest: Manifest, storage: Storage): Node {
  const rows = storage.records.map(record => {
    const category = record.category as Category;
    const by = [
      `by ${record.operator}`,
      record.witness === null ? '' : `seen by ${record.witness}`,
      record.place,
      record.passes === null ? '' : `${record.passes} ${record.passes === 1 ? 'pass' : 'passes'}`,
      // Manifests that were frozen before it was kept say nothing of it.
      record.ran == null ? '' : sayRan(record.ran),
    ].filter(part => part !== '');
    const tool = [record.tool, record.toolVersion, record.standard].filter(part => part !== '').join(' ');
    const caveat = caveatOf(record.method, storage.media as Media);
    const match = sayMatch(manifest, record.readFrom, 'the record');
    return [
      text(sayDay(record.doneOn), { noWrap: true }),
      {
        stack: [
          `${methodOf(record.method).words}${tool === '' ? '' : ` (${tool})`}`,
          small(by.join(', ')),
          ...(match === undefined ? [] : [text(match, { bold: true })]),
          ...(caveat === undefined || record.result !== 'passed' ? [] : [small(caveat)]),
        ],
      },
      counted(record.result === 'passed', category),
      {
        stack: [
          resultWords[record.result],
          ...(record.trouble === '' ? [] : [small(record.trouble)]),
          small(sayVerified(record)),
          ...(record.method === 'overwrite'
            ? [small(`Hidden sectors: ${hiddenWords[record.hidden].toLowerCase()}`)]
            : []),
        ],
      },
    ];
  });
  return {
    layout: 'lightHorizontalLines',
    margin: [0, 0, 0, 6],
    table: {
      headerRows: 1,
      widths: ['auto', '*', 110, 120],
      body: [head(['Done on', 'What was done', 'Counts as', 'Result']), ...rows],
    },
  };
}

const counted = (passed: boolean, category: Category): Node =>
  passed
    ? { stack: [categoryWords[category], small(categoryMeaning[category])] }
    : { stack: ['Nothing', small('it did not pass')] };
