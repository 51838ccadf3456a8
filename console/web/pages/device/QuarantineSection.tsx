import { Anchor, Button, Checkbox, Group, Modal, NumberInput, Stack, Text, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { type ReactNode, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import type { Device } from '../../../../shared/protocol/api/devices.ts';
import { type QuarantineView, quarantineGiven } from '../../../../shared/protocol/api/quarantine.ts';
import { longestCutDays, longestKeptMessage } from '../../../../shared/protocol/quarantine.ts';
import { change } from '../../api-client.ts';
import { Ago } from '../../components/Ago.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Section } from '../../components/Page.tsx';
import { Question, useQuestion } from '../../components/Question.tsx';
import { fieldErrors, useChange } from '../../saving.ts';
import { useMay } from '../../session.tsx';
import { views } from '../../views.ts';

const useQuarantine = (id: string) => useQuery(views.quarantine(id)).data?.quarantine ?? null;

/** Kept as evidence: asked for and released with a second person. */
export function QuarantineSection({ device }: { device: Device }) {
  const [asking, setAsking] = useState<'keep' | 'release' | null>(null);
  const last = useQuarantine(device.id);
  const question = useQuestion(device.id, ['quarantine', 'quarantine-release']);
  const isKept = last !== null && last.endedAt === null;
  const may = useMay()('orders.give') && device.status === 'approved';
  const close = () => setAsking(null);
  return (
    <Section
      title="Evidence"
      note={
        may && question === undefined ? (
          <Button size="compact-sm" variant="default" onClick={() => setAsking(isKept ? 'release' : 'keep')}>
            {isKept ? 'Release…' : 'Quarantine…'}
          </Button>
        ) : null
      }
    >
      {question === undefined ? null : <Question waits={question} />}
      {isKept ? <Kept kept={last} /> : null}
      {isKept || question !== undefined ? null : <Before last={last} />}
      {asking === 'keep' ? <KeepDialog device={device} onClose={close} /> : null}
      {asking === 'release' ? <ReleaseDialog device={device} onClose={close} /> : null}
    </Section>
  );
}

/** On every tab of its page, as long as it is kept. */
export function QuarantineNotice({ device }: { device: Device }) {
  const last = useQuarantine(device.id);
  if (last === null || last.endedAt !== null) return null;
  return (
    <Notice tone="caution">
      Kept as evidence, <Ago at={last.since} />, by {last.by}: “{last.reason}”.{' '}
      <Heard name={device.name} kept={last} />
    </Notice>
  );
}

/** Only what the device itself said: until then nothing of it holds there. */
export function Heard({ name, kept }: { name: string; kept: QuarantineView }) {
  const { state, detail, heardAt, network, cutUntil } = kept;
  if (state === 'pending' || state === 'sent')
    return <>{name} has not heard of it yet: nothing of it holds there until it is connected.</>;
  if (state !== 'done' || heardAt === null) return <>It does not hold there. {detail}</>;
  return (
    <>
      {name} heard of it <Ago at={heardAt} />. {detail}{' '}
      {network === null ? (
        cutUntil !== null && 'It has not said whether its network is cut.'
      ) : (
        <>
          {network.detail} (<Ago at={network.at} />)
        </>
      )}
    </>
  );
}

function Kept({ kept: { assetId } }: { kept: QuarantineView }) {
  return (
    <p className="quiet">
      Nothing may be changed on it: see above.{' '}
      {assetId !== null ? (
        <>
          Who has it, where and under which seal is written down at{' '}
          <Anchor component={Link} to={`/assets/${assetId}`} inherit underline="always">
            its asset
          </Anchor>
          .
        </>
      ) : (
        <>
          It is not in the{' '}
          <Anchor component={Link} to="/assets" inherit underline="always">
            register
          </Anchor>
          : enter it there, so that who has it can be written down.
        </>
      )}
    </p>
  );
}

function Before({ last }: { last: QuarantineView | null }) {
  if (last === null) return <p className="quiet">It was never kept as evidence.</p>;
  return (
    <p className="quiet">
      It was kept as evidence <Ago at={last.since} /> and released <Ago at={last.endedAt ?? last.since} /> by{' '}
      {last.endedBy}: {last.endedBecause}
    </p>
  );
}

const why = 'It goes into the audit log, which the headteacher reads.';

export function KeepDialog({ device, onClose }: { device: Pick<Device, 'id' | 'name'>; onClose(): void }) {
  const [message, setMessage] = useState(
    'This computer is kept as it is. Ask the school office before you touch it.',
  );
  const [reason, setReason] = useState('');
  const [cuts, setCuts] = useState(false);
  const [days, setDays] = useState<number | string>(7);
  const wish = () => ({
    message: message.trim(),
    reason: reason.trim(),
    cutDays: cuts ? Number(days) : null,
  });
  return (
    <AskDialog
      title={`Keep ${device.name} as evidence`}
      verb="Quarantine it"
      path={`/devices/${device.id}/quarantine`}
      wish={wish}
      said={`${device.name} is kept as evidence.`}
      ready={message.trim() !== '' && reason.trim() !== '' && (!cuts || Number(days) >= 1)}
      onClose={onClose}
    >
      {fields => (
        <>
          <Text size="sm">
            After a second person’s yes, {device.name} locks once at its next contact and ends permissions for
            sticks. Until it is released no order from here restarts, turns off or scans it, nobody looks at
            its screen from here, and it cannot be removed. A release undoes this, also with a second person;
            what was called off does not begin again.
          </Text>
          <Textarea
            label="What it shows to whoever stands before it"
            description="Everybody can read it: nobody’s name, and not why."
            maxLength={longestKeptMessage}
            autosize
            minRows={2}
            value={message}
            error={fields.message}
            onChange={event => setMessage(event.currentTarget.value)}
          />
          <Checkbox
            checked={cuts}
            onChange={event => setCuts(event.currentTarget.checked)}
            label="Cut its network, but for this console"
            description="Linux only: elsewhere the device answers that it cannot. Names and addresses (DNS, DHCP) still work. It ends by itself."
          />
          {cuts ? (
            <NumberInput
              label="For how many days"
              min={1}
              max={longestCutDays}
              allowDecimal={false}
              clampBehavior="strict"
              value={days}
              error={fields.cutDays}
              onChange={setDays}
            />
          ) : null}
          <Textarea
            label="Why it is kept"
            description={`${why} Do not write how a pupil or a colleague behaved.`}
            maxLength={300}
            autosize
            minRows={2}
            value={reason}
            error={fields.reason}
            onChange={event => setReason(event.currentTarget.value)}
            data-autofocus
          />
        </>
      )}
    </AskDialog>
  );
}

function ReleaseDialog({ device, onClose }: { device: Device; onClose(): void }) {
  const [reason, setReason] = useState('');
  return (
    <AskDialog
      title={`Release ${device.name}`}
      verb="Release"
      path={`/devices/${device.id}/quarantine/release`}
      wish={() => ({ reason: reason.trim() })}
      said={`${device.name} is released.`}
      ready={reason.trim() !== ''}
      onClose={onClose}
    >
      {fields => (
        <>
          <Text size="sm">
            After a second person’s yes it goes on as usual at its next contact. What happens to what is on it
            then cannot be undone. In the register it stays quarantined until you say there what becomes of
            it.
          </Text>
          <Textarea
            label="Whose advice it was, and what they said"
            description={why}
            maxLength={300}
            autosize
            minRows={2}
            value={reason}
            error={fields.reason}
            onChange={event => setReason(event.currentTarget.value)}
            data-autofocus
          />
        </>
      )}
    </AskDialog>
  );
}

interface AskProps {
  title: string;
  verb: string;
  path: string;
  wish(): object;
  said: string;
  ready: boolean;
  onClose(): void;
  children(fields: Record<string, string>): ReactNode;
}

/** Something that a second person may have to agree to: then their page opens. */
function AskDialog({ title, verb, path, wish, said, ready, onClose, children }: AskProps) {
  const navigate = useNavigate();
  const ask = useChange({
    send: () => change('POST', path, wish(), quarantineGiven),
    said: answer => ('waits' in answer ? undefined : said),
    touches: ['device', 'approvals', 'overview', 'incidents', 'assets'],
    done: answer => {
      onClose();
      if ('waits' in answer) navigate(`/approvals/${answer.waits.id}`);
    },
    quiet: true,
  });
  return (
    <Modal opened onClose={onClose} title={title} centered>
      <form
        onSubmit={event => {
          event.preventDefault();
          if (ready) ask.mutate(undefined);
        }}
      >
        <Stack gap="sm">
          {children(fieldErrors(ask.error))}
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button color="red.9" type="submit" loading={ask.isPending} disabled={!ready}>
              {verb}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
