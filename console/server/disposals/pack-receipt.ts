/** The receipt: in the pack, and by itself for whoever took the things. */
import { sayDay } from '../../../shared/assets/dates.ts';
import { sayMoney } from '../../../shared/assets/money.ts';
import type { Manifest, SignedReceipt } from './manifest.ts';
import { facts, framed, head, heading, moment, type Node, part, small, text } from './pack-parts.ts';

/** Only of what is signed. */
export const receiptDefinition = (manifest: Manifest): Record<string, unknown> =>
  framed(`Receipt of collection ${manifest.collection}, ${manifest.school}`, [
    text(`${manifest.school}, collection ${manifest.collection}`, { fontSize: 13, margin: [0, 0, 0, 8] }),
    ...receiptPage(manifest, true),
  ]);

/** In the pack on a page of its own; `alone` as the paper that whoever took the things takes with them. */
export function receiptPage(manifest: Manifest, alone = false): Node[] {
  const first = heading('Receipt and acceptance of responsibility', alone ? undefined : 'receipt');
  const { receipt } = manifest;
  if (receipt === null) return [first, text('Not signed yet.', { style: 'warning' })];
  const { signed } = receipt;
  return [
    first,
    facts([
      ['Signed', moment(manifest, signed.signedAt)],
      ['Handed over by', `${signed.handedOver.by}, ${signed.handedOver.role}`],
      ['Taken over by', `${signed.received.by}, ${signed.received.role}, for ${takerOf(signed)}`],
      ['Reached by', signed.recipient?.contact ?? null],
      ['Price', signed.pricePence == null ? null : sayMoney(signed.pricePence)],
      ['Vehicle', signed.received.vehicle],
      ['Quantity', signed.quantity],
      ['Photos of what was loaded', photoWords(signed, alone)],
      ...companyFacts(signed),
    ]),
    part('What was accepted'),
    text(signed.acceptance, { italics: true }),
    part('What was taken'),
    {
      layout: 'lightHorizontalLines',
      table: {
        headerRows: 1,
        widths: ['auto', '*', 'auto', '*', '*'],
        body: [
          head(['Tag', 'What', 'Serial', 'Condition', 'Storage serials']),
          ...signed.items.map(item => [
            item.tag,
            // Receipts that were signed before it was kept do not say it.
            item.what ?? '–',
            item.serial ?? '–',
            item.condition,
            item.storage.map(one => one.serial ?? 'unknown, destroyed here').join(', ') || 'none',
          ]),
        ],
      },
    },
    ...(signed.received.drawnName === null
      ? [text(`Signed with the typed name: ${signed.received.by}`, { margin: [0, 10, 0, 0] })]
      : [drawing(signed.received.drawnName)]),
    small(`SHA-256 of the receipt as signed: ${receipt.sha256}`),
  ];
}

/** By their names and what they show; in the pack they stand behind the receipt. */
function photoWords({ photos = [] }: SignedReceipt, alone: boolean): string | null {
  if (photos.length === 0) return null;
  const names = photos.map(({ name, caption }) => (caption === '' ? name : `${caption} (${name})`));
  return `${names.join(', ')}${alone ? '' : '; behind this page'}`;
}

const takerOf = ({ contractor, recipient }: SignedReceipt) => contractor?.name ?? recipient?.name ?? '';

function companyFacts({ contractor }: SignedReceipt): [string, string | null][] {
  if (contractor === null) return [];
  return [
    [
      'Carrier registration',
      `${contractor.carrierRegistration}, until ${sayDay(contractor.carrierRegistrationUntil)}`,
    ],
    [
      'Permit',
      `${contractor.permit}${contractor.permitUntil === null ? '' : `, until ${sayDay(contractor.permitUntil)}`}`,
    ],
    [
      'Processor agreement',
      contractor.processorAgreementOf === null ? null : `of ${sayDay(contractor.processorAgreementOf)}`,
    ],
    ['Certification', contractor.certification],
  ];
}

/** The drawn name on its field of 600 by 200. Numbers only, checked at the door. */
function drawing(strokes: readonly (readonly number[])[]): Node {
  const lines = strokes.map(points => {
    const pairs = points.flatMap((x, at) =>
      at % 2 === 0 ? [`${Number(x)},${Number(points[at + 1] ?? 0)}`] : [],
    );
    return `<polyline fill="none" stroke="#000" stroke-width="3" points="${pairs.join(' ')}"/>`;
  });
  return {
    svg: `<svg viewBox="0 0 600 200" xmlns="http://www.w3.org/2000/svg">${lines.join('')}</svg>`,
    alt: 'The name as it was drawn',
    width: 200,
    margin: [0, 10, 0, 4],
  };
}
