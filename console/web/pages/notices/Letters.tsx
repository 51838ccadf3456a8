import { Button } from '@mantine/core';
import { useState } from 'react';
import { type NoticeDetail, noticeDetail } from '../../../../shared/protocol/api/notices.ts';
import { change } from '../../api-client.ts';
import { consoleNow } from '../../clock.ts';
import { Ago, Moment } from '../../components/Ago.tsx';
import { Confirm } from '../../components/Confirm.tsx';
import { useChange } from '../../saving.ts';
import { useMay } from '../../session.tsx';
import { plural } from '../../time.ts';

type Told = NonNullable<NoticeDetail['letters']>;

const soonMs = 120_000;

function When({ at }: { at: number | null }) {
  if (at === null) return 'when the school calendar has a next school day';
  return at < consoleNow() + soonMs ? 'at once' : <Moment at={at} />;
}

/** What e-mail can do about those who have not signed: how many it reaches, when it goes, when it last went. */
export function Letters({ notice }: { notice: NoticeDetail }) {
  const mayEdit = useMay()('notices.edit');
  const { letters } = notice;
  if (letters === null || notice.endedAt !== null) return null;
  return (
    <div className="line letters-line">
      <span className="line-words">
        {sayReach(letters)}
        {letters.last === null ? null : (
          <span className="order-detail">
            Last e-mailed <Ago at={letters.last.at} />, to {plural(letters.last.people, 'person', 'people')}.
          </span>
        )}
        {letters.waiting === null ? (
          letters.why === null ? null : (
            <span className="order-detail">{letters.why}</span>
          )
        ) : (
          <span className="order-detail">
            {letters.waiting.by} asked for letters. They go out <When at={letters.goAt} />, to whoever has not
            answered by then.
          </span>
        )}
      </span>
      {mayEdit && letters.why === null && letters.reachable > 0 ? (
        <Ask notice={notice} letters={letters} />
      ) : null}
    </div>
  );
}

function sayReach({ reachable, unreachable }: Told): string {
  if (reachable + unreachable === 0) return 'Every grown-up has answered.';
  const without = unreachable === 0 ? '' : `; ${unreachable} without an e-mail address`;
  return `${plural(reachable, 'grown-up')} who ${reachable === 1 ? 'has' : 'have'} not answered can be e-mailed${without}.`;
}

function Ask({ notice, letters }: { notice: NoticeDetail; letters: Told }) {
  const [asking, setAsking] = useState(false);
  const send = useChange({
    send: () => change('POST', `/notices/${notice.id}/letters`, {}, noticeDetail),
    said: () => 'The letters go out on the next school day, or at once on one.',
    touches: ['notices'],
    done: () => setAsking(false),
  });
  const people = plural(letters.reachable, 'person', 'people');
  return (
    <>
      <Button size="compact-md" variant="default" onClick={() => setAsking(true)}>
        E-mail them …
      </Button>
      <Confirm
        after="Letters that were sent cannot be taken back."
        opened={asking}
        title={`E-mail ${people} who ${letters.reachable === 1 ? 'has' : 'have'} not signed`}
        verb={`E-mail ${people}`}
        busy={send.isPending}
        onConfirm={() => send.mutate(undefined)}
        onClose={() => setAsking(false)}
      >
        Each gets one letter from the school that asks them to sign in at a school computer and read “
        {notice.title}”. It goes <When at={letters.goAt} />, to whoever has not answered by then. Pupils are
        not e-mailed. It cannot be called back once it has gone.
      </Confirm>
    </>
  );
}
