import { ActionIcon, Group, MultiSelect, Textarea } from '@mantine/core';
import { IconArrowDown, IconArrowUp, IconTrash } from '@tabler/icons-react';
import type { Clause } from '../../../../shared/clauses/clause.ts';
import { controls } from '../../../../shared/controls/index.ts';

const checks = controls.map(({ key, words }) => ({ value: key, label: words.title }));

interface Props {
  clause: Clause;
  at: number;
  last: number;
  problem: string | undefined;
  /** Where its number is another than computers are asked for. */
  differs: string | undefined;
  onChange(clause: Clause): void;
  onMove(by: number): void;
  onRemove(): void;
}

export function ClauseRow({ clause, at, last, problem, differs, onChange, onMove, onRemove }: Props) {
  const number = at + 1;
  return (
    <li className="clause-row">
      <div className="clause-fields">
        <Textarea
          label={`Promise ${number}`}
          autosize
          minRows={1}
          maxLength={300}
          value={clause.sentence}
          error={problem}
          description={differs}
          onChange={event =>
            onChange({ ...clause, sentence: event.currentTarget.value.replaceAll(/\s*\n\s*/g, ' ') })
          }
        />
        <MultiSelect
          label={`Checks that prove promise ${number}`}
          data={checks}
          value={clause.controls}
          placeholder={clause.controls.length === 0 ? 'None: somebody has to look' : undefined}
          searchable
          clearable
          hidePickedOptions
          nothingFoundMessage="There is no such check."
          onChange={controls => onChange({ ...clause, controls })}
        />
      </div>
      <Group gap={4} className="clause-tools">
        <ActionIcon
          variant="subtle"
          aria-label={`Move promise ${number} up`}
          disabled={at === 0}
          onClick={() => onMove(-1)}
        >
          <IconArrowUp size={18} aria-hidden />
        </ActionIcon>
        <ActionIcon
          variant="subtle"
          aria-label={`Move promise ${number} down`}
          disabled={at === last}
          onClick={() => onMove(1)}
        >
          <IconArrowDown size={18} aria-hidden />
        </ActionIcon>
        <ActionIcon variant="subtle" color="red" aria-label={`Take out promise ${number}`} onClick={onRemove}>
          <IconTrash size={18} aria-hidden />
        </ActionIcon>
      </Group>
    </li>
  );
}
