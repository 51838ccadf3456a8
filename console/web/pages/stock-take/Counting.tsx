import { Button, Group, NativeSelect, TextInput } from '@mantine/core';
import { type FormEvent, useState } from 'react';
import { type StockTake, scanned } from '../../../../shared/protocol/api/stock-takes.ts';
import { change, reasonOf } from '../../api-client.ts';
import { ScanButton } from '../../components/Scanner.tsx';
import { useChange } from '../../saving.ts';

interface Heard {
  outcome: string;
  words: string;
}

/** What is scanned or typed, where one stands, and what the register says to it. */
export function Counting({ take }: { take: StockTake }) {
  const [place, setPlace] = useState(take.places[0] ?? '');
  const [text, setText] = useState('');
  const [heard, setHeard] = useState<Heard>();
  const scan = useChange({
    send: (code: string) =>
      change('POST', `/stock-takes/${take.id}/scan`, { code, place: place === '' ? null : place }, scanned),
    touches: ['stock-takes'],
    silent: true,
    done: setHeard,
  });
  const send = (code: string) =>
    scan.mutate(code, { onError: error => setHeard({ outcome: 'unknown', words: reasonOf(error) }) });
  const typed = (event: FormEvent) => {
    event.preventDefault();
    if (text.trim() === '') return;
    send(text.trim());
    setText('');
  };
  const { expected, found, moved, pending } = take.counts;
  return (
    <div className="counting">
      <p className="answer" role="status">
        {pending === 0 ? 'Everything was seen.' : `${found + moved} of ${expected} seen, ${pending} to go.`}
      </p>
      <form onSubmit={typed}>
        <Group align="flex-end" gap="sm">
          {take.places.length > 1 ? (
            <NativeSelect
              label="I am in"
              data={take.places}
              value={place}
              onChange={event => setPlace(event.currentTarget.value)}
            />
          ) : null}
          <ScanButton label="Scan" many onCode={send} said={heard?.words} />
          <TextInput
            label="Or type a tag"
            maxLength={100}
            autoComplete="off"
            value={text}
            onChange={event => setText(event.currentTarget.value)}
          />
          <Button type="submit" variant="default" loading={scan.isPending}>
            It is here
          </Button>
        </Group>
      </form>
      <p className="heard" data-outcome={heard?.outcome} role="status">
        {heard?.words ?? ' '}
      </p>
    </div>
  );
}
