import { Button, Group, Textarea } from '@mantine/core';
import { useState } from 'react';
import { type Approval, approval as approvalSchema } from '../../../../shared/protocol/api/approvals.ts';
import { ApiError, change } from '../../api-client.ts';
import { Notice } from '../../components/Notice.tsx';
import { Section } from '../../components/Page.tsx';
import { fieldErrors, useChange } from '../../saving.ts';

const touches = ['approvals', 'overview', 'promises', 'device', 'audit'];

/** Yes, showing who one is where it is asked, or no with a reason. */
export function Decide({ approval }: { approval: Approval }) {
  const [refusing, setRefusing] = useState(false);
  return (
    <Section title="Your decision">
      {refusing ? (
        <No approval={approval} onBack={() => setRefusing(false)} />
      ) : (
        <Yes approval={approval} onRefuse={() => setRefusing(true)} />
      )}
    </Section>
  );
}

function Yes({ approval, onRefuse }: { approval: Approval; onRefuse(): void }) {
  const agree = useChange({
    send: () => change('POST', `/approvals/${approval.id}/approve`, {}, approvalSchema),
    said: answer => answer.outcome,
    touches,
    silent: true,
  });
  return (
    <form
      className="approval-decision"
      onSubmit={event => {
        event.preventDefault();
        agree.mutate(undefined);
      }}
    >
      <p>
        It is done at once when you agree, and a yes cannot be taken back. If you do nothing, nothing happens.
      </p>
      <p className="quiet">
        You are asked to show that it is you, unless you have just signed in, so that nobody agrees at an open
        screen.
      </p>
      <Refusal error={agree.error} />
      <Group gap="sm">
        <Button type="submit" loading={agree.isPending}>
          Agree
        </Button>
        <Button variant="default" onClick={onRefuse}>
          Do not agree …
        </Button>
      </Group>
    </form>
  );
}

function No({ approval, onBack }: { approval: Approval; onBack(): void }) {
  const [reason, setReason] = useState('');
  const refuse = useChange({
    send: () => change('POST', `/approvals/${approval.id}/refuse`, { reason }, approvalSchema),
    said: () => 'Not agreed. Nothing was done.',
    touches,
    silent: true,
  });
  return (
    <form
      className="approval-decision"
      onSubmit={event => {
        event.preventDefault();
        refuse.mutate(undefined);
      }}
    >
      <Textarea
        label={`Why, for ${approval.askedBy}`}
        value={reason}
        onChange={event => setReason(event.currentTarget.value)}
        error={fieldErrors(refuse.error).reason}
        autosize
        minRows={2}
        maxLength={300}
        autoFocus
      />
      <p className="quiet">A no cannot be taken back; {approval.askedBy} may ask again.</p>
      <Refusal error={refuse.error} />
      <Group gap="sm">
        <Button type="submit" color="red.9" loading={refuse.isPending} disabled={reason.trim() === ''}>
          Do not agree
        </Button>
        <Button variant="default" onClick={onBack}>
          Back
        </Button>
      </Group>
    </form>
  );
}

/** What stands beside no field. */
function Refusal({ error }: { error: Error | null }) {
  if (error === null || (error instanceof ApiError && Object.keys(error.fields).length > 0)) return null;
  return (
    <Notice tone="error" urgent>
      {error.message}
    </Notice>
  );
}
