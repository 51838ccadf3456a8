import { Radio, Stack, Textarea } from '@mantine/core';
import type { Person } from '../../../../shared/protocol/api/persons.ts';
import { PersonPicker } from './PersonPicker.tsx';

export interface Approval {
  approver: Pick<Person, 'id' | 'name' | 'hasAccount'> | null;
  how: 'in_writing' | 'ask';
  words: string;
}

interface Props {
  approval: Approval;
  write(change: Partial<Approval>): void;
  problem: string | undefined;
  wordsProblem: string | undefined;
}

/** Who agrees that it leaves the school, and where that is written. */
export function ApprovalFields({ approval, write, problem, wordsProblem }: Props) {
  const { approver, how, words } = approval;
  return (
    <Stack gap="sm" maw="44rem">
      <PersonPicker
        label="Line manager who approves it"
        person={approver}
        staffOnly
        error={problem}
        onChoose={chosen => write({ approver: chosen })}
      />
      <Radio.Group
        label="How"
        value={how}
        onChange={value => write({ how: value === 'ask' ? 'ask' : 'in_writing' })}
      >
        <Stack gap={6} mt={4}>
          <Radio value="in_writing" label="They have approved it in writing (letter, form or e-mail)" />
          <Radio
            value="ask"
            disabled={approver !== null && !approver.hasAccount}
            label={
              approver !== null && !approver.hasAccount
                ? `Ask them here (${approver.name} has no account)`
                : 'Ask them here: they approve after signing in, and it is handed over after that'
            }
          />
        </Stack>
      </Radio.Group>
      {how === 'in_writing' ? (
        <Textarea
          label="Which writing, and of which day"
          placeholder="E-mail of 20 Nov 2026"
          maxLength={500}
          autosize
          error={wordsProblem}
          value={words}
          onChange={event => write({ words: event.currentTarget.value })}
        />
      ) : null}
    </Stack>
  );
}
