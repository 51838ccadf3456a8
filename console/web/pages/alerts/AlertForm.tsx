import { Button, Checkbox, Group, NumberInput, Radio, Stack, Text, TextInput } from '@mantine/core';
import { useState } from 'react';
import { type AlertSettings, alertSettings } from '../../../../shared/protocol/api/alerts.ts';
import { sayRole } from '../../../../shared/protocol/api/common.ts';
import { change, reasonOf } from '../../api-client.ts';
import { Notice } from '../../components/Notice.tsx';
import { Section } from '../../components/Page.tsx';
import { fieldErrors, useChange } from '../../saving.ts';
import { useMay } from '../../session.tsx';
import './alerts.css';

type Wishes = Pick<AlertSettings, 'at' | 'schoolDays' | 'incidents' | 'thresholds' | 'people'>;
const incidentChoices = [
  {
    value: 'at_once',
    label: 'At once, also in the holidays; several within a quarter of an hour are one letter',
  },
  { value: 'digest', label: 'In the morning’s letter' },
  { value: 'never', label: 'Not by letter' },
] as const;

export function AlertForm({ settings }: { settings: AlertSettings }) {
  const { at, schoolDays, incidents, thresholds, people } = settings;
  const [wishes, setWishes] = useState<Wishes>({ at, schoolDays, incidents, thresholds, people });
  const set = (some: Partial<Wishes>) => setWishes(before => ({ ...before, ...some }));
  const readOnly = !useMay()('alerts.edit');
  const put = (revision: number, to: Wishes) => change('PUT', '/alerts', { revision, ...to }, alertSettings);
  const save = useChange({
    send: () => put(settings.revision, wishes),
    said: () => 'Saved.',
    undo: result => () => put(result.revision, { at, schoolDays, incidents, thresholds, people }),
    touches: ['alerts', 'audit'],
    silent: true,
  });
  const wrong = fieldErrors(save.error);
  return (
    <form
      noValidate
      onSubmit={event => {
        event.preventDefault();
        save.mutate(undefined);
      }}
    >
      <fieldset disabled={readOnly} className="plain-fieldset">
        <Section title="Who gets it">
          <Checkbox.Group
            value={wishes.people}
            onChange={chosen => set({ people: chosen })}
            error={wrong.people}
            aria-label="Who gets alerts"
          >
            <Stack gap={8}>
              {settings.accounts.length === 0 ? (
                <Text size="sm">
                  Nobody has an account with an e-mail address. Enter one on the page People.
                </Text>
              ) : null}
              {settings.accounts.map(({ id, name, email, role }) => (
                <Checkbox
                  key={id}
                  value={id}
                  label={`${name}, ${sayRole(role)}`}
                  description={role === 'technician' ? email : `${email}: incidents only`}
                />
              ))}
            </Stack>
          </Checkbox.Group>
        </Section>
        <Section title="When">
          <Stack gap="sm">
            <TextInput
              type="time"
              label="The letter comes at"
              value={wishes.at}
              error={wrong.at}
              onChange={event => set({ at: event.currentTarget.value })}
              w={220}
            />
            <Checkbox
              label="Only on school days and INSET days"
              description="By the school calendar. Where it has no terms: weekdays, but not in August."
              checked={wishes.schoolDays}
              onChange={event => set({ schoolDays: event.currentTarget.checked })}
            />
            <Radio.Group
              label="Incidents"
              value={wishes.incidents}
              onChange={value => set({ incidents: value as Wishes['incidents'] })}
            >
              <Stack gap={6} mt={4}>
                {incidentChoices.map(choice => (
                  <Radio key={choice.value} {...choice} />
                ))}
              </Stack>
            </Radio.Group>
          </Stack>
        </Section>
        <Section title="From how many devices on">
          <p className="tab-lead">Empty: never in the letter. It stands on the overview all the same.</p>
          <div className="threshold-grid">
            {settings.subjects.map(({ key, title }) => (
              <NumberInput
                key={key}
                label={title}
                value={wishes.thresholds[key] ?? ''}
                error={wrong[`thresholds.${key}`]}
                min={1}
                max={100_000}
                allowDecimal={false}
                onChange={value =>
                  set({ thresholds: { ...wishes.thresholds, [key]: value === '' ? null : Number(value) } })
                }
              />
            ))}
          </div>
        </Section>
        {save.error === null || Object.keys(wrong).length > 0 ? null : (
          <Notice tone="error" urgent>
            {reasonOf(save.error)}
          </Notice>
        )}
        {readOnly ? null : (
          <Group mt="md">
            <Button type="submit" loading={save.isPending}>
              Save
            </Button>
          </Group>
        )}
      </fieldset>
    </form>
  );
}
