import { Button, Group, Modal, Radio, Skeleton, Stack, Textarea } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { asked, type Place, type PolicyRules } from '../../../../shared/protocol/api/policies.ts';
import { change } from '../../api-client.ts';
import { After } from '../../components/After.tsx';
import { useDraft } from '../../draft.ts';
import { fieldErrors, useChange } from '../../saving.ts';
import { plural } from '../../time.ts';
import { views } from '../../views.ts';
import { type Ring, RingFields } from './RingFields.tsx';

/** The last look before a change leaves the console: why, by which way, and who has to agree. */
export function PutInForce({ place, onClose }: { place: Place; onClose(): void }) {
  const rules = useQuery(views.policyRules());
  return (
    <Modal
      opened
      onClose={onClose}
      title={`Put draft ${place.draft?.version.number} in force`}
      centered
      size="lg"
    >
      {rules.data === undefined ? (
        <Skeleton height={220} />
      ) : (
        <Ask place={place} rules={rules.data} onClose={onClose} />
      )}
    </Modal>
  );
}

function Ask({ place, rules, onClose }: { place: Place; rules: PolicyRules; onClose(): void }) {
  const version = place.draft?.version;
  const [value, write, forget] = useDraft(`policy-reason.${version?.id}`, { reason: '' });
  const inRings = place.scope === 'school';
  const [way, setWay] = useState(inRings && rules.rings.length > 0 ? 'rings' : 'at_once');
  const [rings, setRings] = useState<Ring[]>(rules.rings);
  const whatIf = useQuery({
    ...views.whatIf(version?.id ?? '', version?.revision ?? 0),
    enabled: version !== undefined,
  });
  const send = useChange({
    send: () =>
      change(
        'POST',
        `/policies/versions/${version?.id}/ask`,
        { revision: version?.revision, reason: value.reason, rings: way === 'rings' ? rings : [] },
        asked,
      ),
    said: answer => answer.sentence,
    touches: ['policies', 'policy', 'device'],
    quiet: true,
    done: () => {
      forget();
      onClose();
    },
  });
  const fields = fieldErrors(send.error);
  const second = whatIf.data?.needsSecond === true;
  return (
    <form
      onSubmit={event => {
        event.preventDefault();
        send.mutate(undefined);
      }}
    >
      <Stack gap="md">
        <p>
          Reaches {plural(place.devices, 'device')}. {whatIf.data?.headline}
        </p>
        <Textarea
          label="Why"
          description="Stays in the change log, for whoever asks in a year."
          required
          withAsterisk={false}
          autosize
          minRows={2}
          maxLength={300}
          value={value.reason}
          error={fields.reason}
          onChange={event => write({ reason: event.currentTarget.value })}
          data-autofocus
        />
        {inRings ? (
          <Radio.Group label="How it goes out" value={way} onChange={setWay}>
            <Stack gap={6} mt={6}>
              <Radio
                value="rings"
                label="In rings: some groups first, the rest when they have stood the test"
                description="Taken back by itself if devices get worse than expected."
              />
              <Radio value="at_once" label="Everywhere at once" />
            </Stack>
          </Radio.Group>
        ) : null}
        {inRings && way === 'rings' ? (
          <RingFields rings={rings} onChange={setRings} problem={fields.rings} />
        ) : null}
        <p className="quiet">{whatIf.data?.secondSentence}</p>
        <After>
          An earlier version can be put in force again; what computers did meanwhile is not undone.
        </After>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button
            type="submit"
            loading={send.isPending}
            disabled={value.reason.trim().length < 3 || (way === 'rings' && rings.length === 0)}
          >
            {second ? 'Send for approval' : 'Put in force'}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
