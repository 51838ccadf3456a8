import { Button, Group } from '@mantine/core';
import { type PointerEvent, useRef } from 'react';

interface Props {
  strokes: number[][];
  onChange(strokes: number[][]): void;
}

const mostPoints = 900;

/** Where a holder draws their name with a finger, a pen or a mouse. Typing it is enough; this is for who prefers ink. */
export function SignaturePad({ strokes, onChange }: Props) {
  const drawing = useRef(false);
  const point = (event: PointerEvent<SVGSVGElement>) => {
    const box = event.currentTarget.getBoundingClientRect();
    const within = (value: number, most: number) => Math.min(most, Math.max(0, Math.round(value)));
    return [
      within(((event.clientX - box.left) / box.width) * 600, 600),
      within(((event.clientY - box.top) / box.height) * 200, 200),
    ];
  };
  const begin = (event: PointerEvent<SVGSVGElement>) => {
    drawing.current = true;
    event.currentTarget.setPointerCapture(event.pointerId);
    if (strokes.length < 100) onChange([...strokes, point(event)]);
  };
  const go = (event: PointerEvent<SVGSVGElement>) => {
    const last = strokes.at(-1);
    if (!drawing.current || last === undefined || last.length > mostPoints * 2) return;
    onChange([...strokes.slice(0, -1), [...last, ...point(event)]]);
  };
  const end = () => {
    drawing.current = false;
  };
  return (
    <div>
      <svg
        className="pad"
        viewBox="0 0 600 200"
        role="img"
        aria-label={strokes.length === 0 ? 'Field to draw a name in, empty' : 'The drawn name'}
        onPointerDown={begin}
        onPointerMove={go}
        onPointerUp={end}
        onPointerCancel={end}
      >
        <Lines strokes={strokes} />
      </svg>
      <Group mt={4}>
        <Button
          size="compact-sm"
          variant="default"
          disabled={strokes.length === 0}
          onClick={() => onChange([])}
        >
          Clear the drawing
        </Button>
      </Group>
    </div>
  );
}

/** A single touch is a dot: a line needs two ends. */
function Lines({ strokes }: { strokes: readonly number[][] }) {
  return strokes.map((stroke, at) => {
    const [x, y] = stroke;
    const ends = stroke.length === 2 ? [x, y, x, y] : stroke;
    return <polyline key={String(at)} points={ends.join(' ')} />;
  });
}

export function Drawn({ strokes, name }: { strokes: readonly number[][]; name: string }) {
  return (
    <svg className="pad pad-shown" viewBox="0 0 600 200" role="img" aria-label={`Drawn by ${name}`}>
      <Lines strokes={strokes} />
    </svg>
  );
}
