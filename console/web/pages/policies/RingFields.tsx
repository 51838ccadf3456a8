import { Button, CloseButton, NativeSelect, NumberInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { views } from '../../views.ts';

export interface Ring {
  groupId: string;
  waitMinutes: number;
}

const most = 5;

interface Props {
  rings: readonly Ring[];
  problem: string | undefined;
  onChange(rings: Ring[]): void;
}

/** Which groups get a change first, in order, and how long each is watched before the next. */
export function RingFields({ rings, problem, onChange }: Props) {
  const groups = useQuery(views.groups()).data?.items ?? [];
  const free = groups.filter(group => !rings.some(ring => ring.groupId === group.id));
  const set = (index: number, part: Partial<Ring>) =>
    onChange(rings.map((ring, i) => (i === index ? { ...ring, ...part } : ring)));
  return (
    <fieldset className="ring-fields">
      <legend>Groups that get it first</legend>
      {problem === undefined ? null : (
        <p className="field-problem" role="alert">
          {problem}
        </p>
      )}
      <ol className="plain-list">
        {rings.map((ring, index) => (
          <li key={ring.groupId} className="ring-line">
            <NativeSelect
              label={`Ring ${index + 1}`}
              value={ring.groupId}
              data={groups
                .filter(group => group.id === ring.groupId || free.includes(group))
                .map(group => ({ value: group.id, label: group.name }))}
              onChange={event => set(index, { groupId: event.currentTarget.value })}
            />
            <NumberInput
              label="Then wait, in hours"
              className="short-input"
              min={0}
              max={336}
              clampBehavior="strict"
              decimalScale={2}
              value={ring.waitMinutes / 60}
              onChange={next =>
                typeof next === 'number' ? set(index, { waitMinutes: Math.round(next * 60) }) : undefined
              }
            />
            <CloseButton
              aria-label={`Remove ring ${index + 1}`}
              onClick={() => onChange(rings.filter((_, i) => i !== index))}
            />
          </li>
        ))}
      </ol>
      <Button
        size="compact-sm"
        variant="default"
        disabled={free.length === 0 || rings.length >= most}
        onClick={() => onChange([...rings, { groupId: free[0]?.id ?? '', waitMinutes: 24 * 60 }])}
      >
        Add a ring
      </Button>
      <p className="quiet">
        {rings.length === 0
          ? 'Add the IT group first.'
          : 'Then every other group. With a school calendar the next one begins on a school day.'}
      </p>
    </fieldset>
  );
}
