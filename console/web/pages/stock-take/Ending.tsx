import { Button, Group, Text, Textarea } from '@mantine/core';
import { useState } from 'react';
import type { StockTake } from '../../../../shared/protocol/api/stock-takes.ts';
import { tell } from '../../api-client.ts';
import { Confirm } from '../../components/Confirm.tsx';
import { Section } from '../../components/Page.tsx';
import { useChange } from '../../saving.ts';
import { useMay } from '../../session.tsx';
import { plural } from '../../time.ts';

type Verb = 'finish' | 'reopen' | 'withdraw' | 'sign';

const done: Record<Verb, string> = {
  finish: 'Finished. Somebody who did not count signs it now.',
  reopen: 'Counting goes on.',
  withdraw: 'Withdrawn. The register is as it was.',
  sign: 'Signed. The register has the places where things were found.',
};

/** Finish, go on, sign, withdraw: whatever this person may do next, with what it will do. */
export function Ending({ take }: { take: StockTake }) {
  const may = useMay();
  const [asked, setAsked] = useState<Verb | null>(null);
  const [note, setNote] = useState('');
  const act = useChange({
    send: (verb: Verb) =>
      tell('POST', `/stock-takes/${take.id}/${verb}`, verb === 'finish' ? { note: note.trim() } : {}),
    said: (_, verb) => done[verb],
    touches: ['stock-takes', 'assets', 'asset'],
    done: () => setAsked(null),
  });
  const mayCount = may('stock_takes.count');
  const { status, counts } = take;
  if (status === 'signed' || status === 'withdrawn') return null;
  return (
    <div className="no-print">
      <Section title={status === 'open' ? 'When you are done' : 'Second person'}>
        {status === 'finished' ? (
          <p className="quiet">
            {take.mayNotSign ??
              `By signing you say that you looked at this. ${plural(counts.moved + counts.unexpected, 'thing')} found in another place will have that place in the register.`}
          </p>
        ) : null}
        <Group mt="sm" gap="sm">
          {status === 'open' && mayCount ? (
            <Button onClick={() => setAsked('finish')}>Finish the count</Button>
          ) : null}
          {status === 'finished' && may('stock_takes.sign') && take.mayNotSign === null ? (
            <Button loading={act.isPending} onClick={() => act.mutate('sign')}>
              Sign it
            </Button>
          ) : null}
          {status === 'finished' && mayCount ? (
            <Button variant="default" loading={act.isPending} onClick={() => act.mutate('reopen')}>
              Go on counting
            </Button>
          ) : null}
          {mayCount ? (
            <Button variant="default" onClick={() => setAsked('withdraw')}>
              Withdraw it
            </Button>
          ) : null}
        </Group>
      </Section>
      <Confirm
        opened={asked === 'finish'}
        title="Finish the count"
        verb="Finish"
        busy={act.isPending}
        onConfirm={() => act.mutate('finish')}
        onClose={() => setAsked(null)}
      >
        <Text size="sm">
          {counts.pending === 0
            ? 'Everything was seen.'
            : `${plural(counts.pending, 'thing')} that nobody has seen will be listed as missing.`}{' '}
          Until somebody signs it, you can go on counting.
        </Text>
        <Textarea
          mt="sm"
          label="Note for the report"
          maxLength={1000}
          autosize
          value={note}
          onChange={event => setNote(event.currentTarget.value)}
        />
      </Confirm>
      <Confirm
        opened={asked === 'withdraw'}
        title="Withdraw the stock-take"
        verb="Withdraw"
        busy={act.isPending}
        onConfirm={() => act.mutate('withdraw')}
        onClose={() => setAsked(null)}
      >
        What was counted stays readable, but counts for nothing, and nothing in the register changes. This
        cannot be undone; a new stock-take can be begun at any time.
      </Confirm>
    </div>
  );
}
