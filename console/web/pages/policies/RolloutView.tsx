import { Anchor, Button, Group, Textarea } from '@mantine/core';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { type Rollout, rolloutActed } from '../../../../shared/protocol/api/policies.ts';
import { change } from '../../api-client.ts';
import { Ago } from '../../components/Ago.tsx';
import { Confirm } from '../../components/Confirm.tsx';
import { Question, useQuestion } from '../../components/Question.tsx';
import { useChange } from '../../saving.ts';
import { useMay } from '../../session.tsx';
import { plural } from '../../time.ts';

const stateWords = { waiting: 'not yet', running: 'now', done: 'done' } as const;

/** A version on its way: the rings in a row, how far each is, and the ways to stop. */
export function RolloutView({ rollout }: { rollout: Rollout }) {
  const { version, rings, status } = rollout;
  const mayEdit = useMay()('policies.edit');
  const last = rollout.ring >= rings.length - 1;
  const question = useQuestion(rollout.id, ['finish-rollout']);
  return (
    <section className="rollout" aria-label={`Version ${version.number} of ${version.placeName} on its way`}>
      <div className="rollout-head">
        <h2>
          <Anchor component={Link} to={`/policies/versions/${version.id}`} inherit>
            {version.placeName}, version {version.number}
          </Anchor>{' '}
          {status === 'halted' ? 'is halted' : last ? 'is in force and watched' : 'is on its way'}
        </h2>
        {mayEdit ? <Acts rollout={rollout} last={last} /> : null}
      </div>
      <ol className="rings">
        {rings.map((ring, index) => (
          <li key={String(index)} className="ring" data-state={ring.state}>
            <span className="ring-name">
              {ring.groups === null
                ? rings.length === 1
                  ? version.placeName
                  : 'Everybody else'
                : ring.groups.map(group => group.name).join(', ')}
            </span>
            <span className="ring-count figure">
              {ring.state === 'waiting'
                ? plural(ring.devices, 'device')
                : `${ring.has} of ${plural(ring.devices, 'device')} ${ring.devices === 1 ? 'has' : 'have'} it`}
            </span>
            <span className="quiet">{stateWords[ring.state]}</span>
          </li>
        ))}
      </ol>
      <p className="quiet">
        “{version.reason}” ({version.askedBy}). {rollout.note === null ? '' : `${rollout.note} `}
        {status === 'halted' ? (
          'Nothing goes on until you resume.'
        ) : (
          <>
            {last ? 'Done ' : 'The next ring begins '}
            <Ago at={rollout.nextAt} until />
            {last ? '' : ' at the earliest, once devices have confirmed'}. {rollout.watching}
          </>
        )}
      </p>
      {question === undefined ? null : <Question waits={question} />}
    </section>
  );
}

function Acts({ rollout, last }: { rollout: Rollout; last: boolean }) {
  const [asking, setAsking] = useState<'return' | 'finish' | null>(null);
  const [reason, setReason] = useState('');
  const agreed = rollout.version.decidedBy !== null;
  const navigate = useNavigate();
  const act = useChange({
    send: (what: 'halt' | 'resume' | 'finish' | 'return') =>
      change(
        'POST',
        `/policies/rollouts/${rollout.id}/act`,
        what === 'finish' ? { act: what, reason } : { act: what },
        rolloutActed,
      ),
    said: answer => ('waits' in answer ? undefined : answer.sentence),
    touches: ['policies', 'policy', 'device', 'overview', 'approvals'],
    done: answer => {
      if ('waits' in answer) return navigate(`/approvals/${answer.waits.id}`);
      setAsking(null);
    },
  });
  const ask = (what: 'return' | 'finish') => {
    setReason('');
    setAsking(what);
  };
  return (
    <Group gap="xs">
      {rollout.status === 'halted' ? (
        <Button size="compact-sm" variant="default" onClick={() => act.mutate('resume')}>
          Resume
        </Button>
      ) : last ? null : (
        <Button size="compact-sm" variant="default" onClick={() => act.mutate('halt')}>
          Halt
        </Button>
      )}
      <Button size="compact-sm" variant="default" onClick={() => ask('finish')}>
        {last ? 'Stop watching' : 'Everywhere now'}
      </Button>
      <Button size="compact-sm" variant="default" onClick={() => ask('return')}>
        Take it back
      </Button>
      <Confirm
        opened={asking === 'return'}
        title="Take this version back"
        verb="Take it back"
        busy={act.isPending}
        onConfirm={() => act.mutate('return')}
        onClose={() => setAsking(null)}
      >
        What held before holds again on every device that has this version. The version stays in the list.
      </Confirm>
      <Confirm
        opened={asking === 'finish'}
        title={last ? 'Stop watching this version' : 'Put it in force everywhere now'}
        verb={last ? 'Stop watching' : 'Everywhere now'}
        ready={reason.trim().length > 2}
        busy={act.isPending}
        onConfirm={() => act.mutate('finish')}
        onClose={() => setAsking(null)}
      >
        {last
          ? 'It counts as done and is no longer taken back by itself.'
          : 'Every group gets it at once, and it is no longer taken back by itself.'}
        {agreed ? ' A second person agreed to how it goes out, so one has to agree to this too.' : ''}
        <Textarea
          label="Why"
          description="Stays in the change log, for whoever agreed to it."
          value={reason}
          onChange={event => setReason(event.currentTarget.value)}
          autosize
          minRows={2}
          maxLength={300}
          mt="sm"
          data-autofocus
        />
      </Confirm>
    </Group>
  );
}
