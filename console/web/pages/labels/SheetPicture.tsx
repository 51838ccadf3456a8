import { type LabelLayout, labelsOn, papers, placeOf } from '../../../../shared/assets/labels.ts';

interface Props {
  layout: LabelLayout;
  start: number;
  count: number;
  onStart(start: number): void;
}

/** The first sheet: which labels are used already, which are printed now. A press on a label begins there. */
export function SheetPicture({ layout, start, count, onStart }: Props) {
  const { page, label } = papers[layout];
  const all = labelsOn(layout);
  const printed = Math.min(all - start + 1, count);
  const words =
    all === 1
      ? 'One label after the other'
      : `The first sheet: labels ${start} to ${start + Math.max(0, printed - 1)} of ${all} are printed`;
  return (
    <svg
      className="sheet-picture"
      viewBox={`0 0 ${page.width} ${page.height}`}
      width={all === 1 ? 150 : 130}
      role="img"
      aria-label={words}
    >
      <title>{words}</title>
      <rect width={page.width} height={page.height} className="sheet-paper" />
      {Array.from({ length: all }, (_, at) => {
        const { x, y } = placeOf(layout, at);
        const now = at + 1 >= start && at + 1 < start + count;
        return (
          // biome-ignore lint/a11y/noStaticElementInteractions: the field beside it does the same
          <rect
            key={String(at)}
            x={x + 1}
            y={y + 1}
            width={label.width - 2}
            height={label.height - 2}
            rx={2}
            className="sheet-label"
            data-now={now}
            onClick={() => onStart(at + 1)}
          />
        );
      })}
    </svg>
  );
}
