import { Button, Group } from '@mantine/core';
import { IconMail, IconUserCheck } from '@tabler/icons-react';
import { useState } from 'react';
import { sayDay } from '../../../../shared/assets/dates.ts';
import type { PromiseDetail } from '../../../../shared/protocol/api/overview.ts';
import type { Undertaking } from '../../../../shared/protocol/api/undertakings.ts';
import { Section } from '../../components/Page.tsx';
import { useChange } from '../../saving.ts';
import { useMay, useSession } from '../../session.tsx';
import { sayDate } from '../../time.ts';
import { askTechnician } from './ask-technician.ts';
import { SeesToItDialog, touches, withdraw } from './SeesToItDialog.tsx';
import type { Verdict } from './verdict-words.ts';

interface Props extends Pick<PromiseDetail, 'undertakings' | 'whoMay' | 'askAt'> {
  /** Its key; of a promise that records show, its line. */
  promise: string;
  told: Parameters<typeof askTechnician>[0] & { verdict: Verdict };
}

/** Who sees to it that a promise holds again, and by when: of one that is at risk, and of one that was. */
export function SeesToIt({ promise, told, undertakings, whoMay, askAt }: Props) {
  const may = useMay();
  const [open, setOpen] = useState(false);
  const atRisk = told.verdict === 'does_not_hold' || told.verdict === 'cannot_be_known';
  const now = undertakings.find(counts);
  if (!atRisk && undertakings.length === 0) return <AskTechnician told={told} askAt={askAt} />;
  return (
    <Section title="Who sees to it">
      {atRisk && now === undefined ? (
        <p className="quiet">
          Nobody is named yet. Ask who can put it right, and by when. Then write it down here.
        </p>
      ) : null}
      <ul className="plain-list">
        {undertakings.map(one => (
          <Told key={one.id} one={one} counts={one === now} />
        ))}
      </ul>
      <Group gap="sm" mt="xs" className="no-print">
        {atRisk && may('clauses.edit') ? (
          <Button
            variant="default"
            leftSection={<IconUserCheck size={16} aria-hidden />}
            onClick={() => setOpen(true)}
          >
            {now === undefined ? 'Write down who sees to it' : 'Name somebody else, or another day'}
          </Button>
        ) : null}
        <AskTechnician told={told} askAt={askAt} />
      </Group>
      {open ? (
        <SeesToItDialog promise={promise} now={now} whoMay={whoMay} onClose={() => setOpen(false)} />
      ) : null}
    </Section>
  );
}

const counts = ({ takenBackAt, heldOn }: Undertaking) => takenBackAt === null && heldOn === null;

function Told({ one, counts: isNow }: { one: Undertaking; counts: boolean }) {
  const { school } = useSession();
  const may = useMay();
  const takeBack = useChange({ send: () => withdraw(one.id), touches });
  const words = `${one.who.charAt(0).toUpperCase()}${one.who.slice(1)}, by ${sayDay(one.by)}.${one.what === '' ? '' : ` “${one.what}”`}`;
  return (
    <li className="line">
      <span className="line-words">
        {isNow ? <strong>{words}</strong> : one.takenBackAt === null ? words : <s>{words}</s>}
        <span className="promise-age"> {endOf(one, school.timeZone)}</span>
      </span>
      {isNow && may('clauses.edit') ? (
        <Button
          size="compact-sm"
          variant="default"
          className="no-print"
          loading={takeBack.isPending}
          onClick={() => takeBack.mutate(undefined)}
        >
          Take back
        </Button>
      ) : null}
    </li>
  );
}

function endOf(one: Undertaking, timeZone: string): string {
  if (one.takenBackAt !== null)
    return `${one.takenBackBy} took it back on ${sayDate(one.takenBackAt, timeZone)}.`;
  const written = `${one.writtenBy} wrote it down on ${sayDate(one.writtenAt, timeZone)}.`;
  return one.heldOn === null ? written : `${written} It held again on ${sayDay(one.heldOn)}.`;
}

/** The console sends nothing by itself. */
function AskTechnician({ told, askAt }: Pick<Props, 'told' | 'askAt'>) {
  const { school, person } = useSession();
  if (askAt.length === 0) return null;
  const from = { name: `${person.name}, ${school.name}`, link: window.location.href };
  return (
    <Button
      component="a"
      variant="default"
      className="no-print"
      leftSection={<IconMail size={16} aria-hidden />}
      href={askTechnician(told, askAt, from)}
    >
      Ask the technician
    </Button>
  );
}
