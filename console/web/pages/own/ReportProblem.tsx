import { Button, NativeSelect, Textarea } from '@mantine/core';
import { useState } from 'react';
import { type OwnComputer, ownProblem } from '../../../../shared/protocol/api/own.ts';
import { longestWords, problems } from '../../../../shared/protocol/tray/asks.ts';
import { change, reasonOf } from '../../api-client.ts';
import { After } from '../../components/After.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Section } from '../../components/Page.tsx';
import { fieldErrors, useChange } from '../../saving.ts';

const kinds = Object.entries(problems).map(([value, label]) => ({ value, label }));
const nothing = { about: '', more: '', computerId: '' };

/** As the icon at the computer offers it, for whoever is not there or cannot get in. */
export function ReportProblem({ computers }: { computers: readonly OwnComputer[] }) {
  const [said, setSaid] = useState(nothing);
  const [isTold, setTold] = useState(false);
  const write = (part: Partial<typeof nothing>) => {
    setTold(false);
    setSaid(before => ({ ...before, ...part }));
  };
  const send = useChange({
    send: () => change('POST', '/own/problems', { ...said, computerId: said.computerId || null }, ownProblem),
    touches: [],
    silent: true,
    done: () => {
      setSaid(nothing);
      setTold(true);
    },
  });
  const errors = fieldErrors(send.error);
  return (
    <Section title="Report a problem">
      <form
        noValidate
        className="own-problem"
        onSubmit={event => {
          event.preventDefault();
          send.mutate(undefined);
        }}
      >
        <NativeSelect
          label="What is wrong"
          data={[{ value: '', label: 'Choose what fits best' }, ...kinds]}
          value={said.about}
          onChange={event => write({ about: event.currentTarget.value })}
          error={errors.about}
        />
        {computers.length === 0 ? null : (
          <NativeSelect
            label="Where"
            data={[
              { value: '', label: 'Elsewhere' },
              ...computers.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            value={said.computerId}
            onChange={event => write({ computerId: event.currentTarget.value })}
          />
        )}
        <Textarea
          label="More, if you like"
          description="Write no pupil’s name."
          autosize
          minRows={2}
          maxLength={longestWords.more}
          value={said.more}
          onChange={event => write({ more: event.currentTarget.value })}
          error={errors.more}
        />
        {send.error === null ? null : (
          <Notice tone="error" urgent>
            {reasonOf(send.error)}
          </Notice>
        )}
        <After>
          It goes to the school with your name, and cannot be taken back. If it cannot wait, speak to somebody
          as well.
        </After>
        <Button type="submit" loading={send.isPending} disabled={said.about === ''}>
          Report it
        </Button>
        <p role="status">{isTold ? 'Thank you. The school has been told.' : ''}</p>
      </form>
    </Section>
  );
}
