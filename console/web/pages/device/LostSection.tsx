import { Button, Group, Modal, Radio, Stack, Text, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { Device } from '../../../../shared/protocol/api/devices.ts';
import { type LostView, lostAnswer, lostGiven } from '../../../../shared/protocol/api/lost.ts';
import { longestLostMessage } from '../../../../shared/protocol/lost.ts';
import { change } from '../../api-client.ts';
import { After } from '../../components/After.tsx';
import { Ago } from '../../components/Ago.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Section } from '../../components/Page.tsx';
import { Question, useQuestion } from '../../components/Question.tsx';
import { fieldErrors, useChange } from '../../saving.ts';
import { useMay } from '../../session.tsx';
import { views } from '../../views.ts';

/** Lost or stolen: reported with a second person, released by one. */
export function LostSection({ device }: { device: Device }) {
  const [asking, setAsking] = useState<'report' | 'release' | null>(null);
  const lost = useQuery(views.lost(device.id)).data?.lost ?? null;
  const question = useQuestion(device.id, ['lost-mode']);
  const isLost = lost !== null && lost.endedAt === null;
  const may = useMay()('orders.give') && device.status === 'approved';
  const close = () => setAsking(null);
  return (
    <Section
      title="Lost or stolen"
      note={
        may && question === undefined ? (
          <Button
            size="compact-sm"
            variant="default"
            onClick={() => setAsking(isLost ? 'release' : 'report')}
          >
            {isLost ? 'Release…' : 'Report lost or stolen…'}
          </Button>
        ) : null
      }
    >
      {question === undefined ? null : <Question waits={question} />}
      {isLost ? <p className="quiet">It is reported {lost.how}: see above.</p> : null}
      {isLost || question !== undefined ? null : <Before lost={lost} />}
      {asking === 'report' ? <ReportDialog device={device} onClose={close} /> : null}
      {asking === 'release' ? <ReleaseDialog device={device} onClose={close} /> : null}
    </Section>
  );
}

/** On every tab of its page, as long as it is lost. */
export function LostNotice({ device }: { device: Device }) {
  const lost = useQuery(views.lost(device.id)).data?.lost ?? null;
  return lost !== null && lost.endedAt === null ? <Standing device={device} lost={lost} /> : null;
}

function Before({ lost }: { lost: LostView | null }) {
  if (lost === null) return <p className="quiet">It was never reported lost.</p>;
  return (
    <p className="quiet">
      It was reported {lost.how} <Ago at={lost.since} /> and released <Ago at={lost.endedAt ?? lost.since} />{' '}
      by {lost.endedBy}.
    </p>
  );
}

function Standing({ device, lost }: { device: Device; lost: LostView }) {
  return (
    <Notice tone="caution">
      Reported {lost.how} <Ago at={lost.since} /> by {lost.by}. <Heard device={device} lost={lost} />
    </Notice>
  );
}

/** Only what the device itself said: until then nothing of it holds there. */
function Heard({ device: { name }, lost }: { device: Device; lost: LostView }) {
  const { state, detail, heardAt, message } = lost;
  if (state === 'pending' || state === 'sent')
    return <>{name} has not heard of it yet: it locks when it is next connected.</>;
  if (state !== 'done' || heardAt === null) return <>It does not hold there. {detail}</>;
  return (
    <>
      {name} heard of it <Ago at={heardAt} />. {detail} It shows: “{message}”
    </>
  );
}

const why = 'It goes into the audit log, which the headteacher reads.';

interface ReportProps {
  device: Pick<Device, 'id' | 'name'>;
  first?: 'lost' | 'stolen';
  onClose(): void;
}

export function ReportDialog({ device, first = 'lost', onClose }: ReportProps) {
  const [how, setHow] = useState<string>(first);
  const [message, setMessage] = useState(
    'This computer belongs to a school. Please hand it in at the school office.',
  );
  const [reason, setReason] = useState('');
  const navigate = useNavigate();
  const report = useChange({
    send: () => {
      const wish = { how, message: message.trim(), reason: reason.trim() };
      return change('POST', `/devices/${device.id}/lost`, wish, lostGiven);
    },
    said: answer => ('waits' in answer ? undefined : `${device.name} is reported ${how}.`),
    touches: ['device', 'approvals', 'overview', 'incidents'],
    done: answer => {
      onClose();
      if ('waits' in answer) navigate(`/approvals/${answer.waits.id}`);
    },
    quiet: true,
  });
  const fields = fieldErrors(report.error);
  const ready = message.trim() !== '' && reason.trim() !== '';
  return (
    <Modal opened onClose={onClose} title={`${device.name} is lost or stolen`} centered>
      <form
        onSubmit={event => {
          event.preventDefault();
          if (ready) report.mutate(undefined);
        }}
      >
        <Stack gap="sm">
          <Text size="sm">
            After a second person’s yes, {device.name} locks at its next contact and every two minutes after
            that, ends permissions for sticks and shows your message. An incident begins. Where it is nobody
            looks.
          </Text>
          <Radio.Group label="What happened" value={how} onChange={setHow}>
            <Group gap="lg" mt={6}>
              <Radio value="lost" label="Lost" data-autofocus />
              <Radio value="stolen" label="Stolen" />
            </Group>
          </Radio.Group>
          <Textarea
            label="What it shows to whoever finds it"
            description="Everybody can read it: an address or a number of the school, and nobody’s name."
            maxLength={longestLostMessage}
            autosize
            minRows={2}
            value={message}
            error={fields.message}
            onChange={event => setMessage(event.currentTarget.value)}
          />
          <Textarea
            label="What is known of it"
            description={why}
            maxLength={300}
            autosize
            minRows={2}
            value={reason}
            error={fields.reason}
            onChange={event => setReason(event.currentTarget.value)}
          />
          <After>A release undoes it. The incident stays until somebody closes it.</After>
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button color="red.9" type="submit" loading={report.isPending} disabled={!ready}>
              Report it {how}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

function ReleaseDialog({ device, onClose }: { device: Device; onClose(): void }) {
  const [reason, setReason] = useState('');
  const release = useChange({
    send: () => change('POST', `/devices/${device.id}/lost/release`, { reason: reason.trim() }, lostAnswer),
    said: () => `${device.name} is released.`,
    touches: ['device'],
    done: onClose,
  });
  return (
    <Modal opened onClose={onClose} title={`Release ${device.name}`} centered>
      <form
        onSubmit={event => {
          event.preventDefault();
          if (reason.trim() !== '') release.mutate(undefined);
        }}
      >
        <Stack gap="sm">
          <Text size="sm">
            Its message goes and it locks only as it always does, as soon as it is connected. The incident
            stays open until somebody closes it.
          </Text>
          <Textarea
            label="How it came back"
            description={why}
            maxLength={300}
            autosize
            minRows={2}
            value={reason}
            onChange={event => setReason(event.currentTarget.value)}
            data-autofocus
          />
          <After>It cannot be undone, only reported anew, with a second person again.</After>
          <Group justify="flex-end" gap="sm">
            <Button variant="default" onClick={onClose}>
              Cancel
            </Button>
            <Button type="submit" loading={release.isPending} disabled={reason.trim() === ''}>
              Release
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
