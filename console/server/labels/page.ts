/** A sheet of labels as a document of pdfmake. The QR code holds the tag and nothing else. */
import { type LabelLayout, labelsOn, papers, placeOf } from '../../../shared/assets/labels.ts';

const pt = (mm: number) => (mm * 72) / 25.4;
type Node = Record<string, unknown>;

/** `start` counts from 1. `owner` is the school's name. */
export function labelPages(layout: LabelLayout, start: number, tags: readonly string[], owner: string) {
  const { page } = papers[layout];
  const content: Node[] = [];
  let last = 0;
  tags.forEach((tag, at) => {
    const place = placeOf(layout, start - 1 + at);
    // An empty line begins the next page; everything else stands where the paper has its labels.
    if (place.page > last) content.push({ text: ' ', fontSize: 1, pageBreak: 'before' });
    last = place.page;
    content.push(...oneLabel(layout, place, tag, owner));
  });
  return {
    pages: last + 1,
    definition: {
      pageSize: { width: pt(page.width), height: pt(page.height) },
      pageMargins: [0, 0, 0, 0],
      info: { title: `Labels ${tags[0] ?? ''} to ${tags.at(-1) ?? ''}`, creator: 'Caretaker' },
      language: 'en-GB',
      defaultStyle: { font: 'Roboto' },
      content,
    },
  };
}

function oneLabel(layout: LabelLayout, at: { x: number; y: number }, tag: string, owner: string): Node[] {
  const { label } = papers[layout];
  const inset = layout === 'tape24' ? 2.5 : 4;
  const side = label.height - 2 * inset;
  const textX = at.x + inset + side + 3;
  const width = pt(label.width - side - 2 * inset - 3);
  const size = sizeFor(tag, width, labelsOn(layout) === 1 ? 13 : 20);
  return [
    {
      qr: tag,
      eccLevel: 'M',
      fit: pt(side),
      absolutePosition: { x: pt(at.x + inset), y: pt(at.y + inset) },
    },
    {
      absolutePosition: { x: pt(textX), y: pt(at.y + inset + 0.5) },
      columns: [
        {
          width,
          stack: [
            { text: tag, bold: true, fontSize: size },
            { text: owner.slice(0, 60), fontSize: layout === 'tape24' ? 6.5 : 9, margin: [0, 2, 0, 0] },
          ],
        },
      ],
    },
  ];
}

/** Large enough to read from a trolley, small enough for its line. */
const sizeFor = (tag: string, width: number, most: number) =>
  Math.max(6, Math.min(most, Math.floor(width / (Math.max(1, tag.length) * 0.62))));
