import { Button, NativeSelect, Stack, TextInput } from '@mantine/core';
import { session } from '../../../../shared/protocol/api/accounts.ts';
import { change, tell } from '../../api-client.ts';
import { Page } from '../../components/Page.tsx';
import { useDraft } from '../../draft.ts';
import { fieldErrors, useChange } from '../../saving.ts';
import { useSession } from '../../session.tsx';
import { StateWords } from './StateWords.tsx';

const zones = Intl.supportedValuesOf('timeZone');

export function SchoolPage() {
  const { school, version } = useSession();
  const before = { name: school.name, timeZone: school.timeZone, contact: school.contact };
  const [value, write, forget] = useDraft('school', before);
  const save = useChange({
    send: () => change('PATCH', '/school', value, session.shape.school),
    said: () => 'Saved.',
    undo: () => () => tell('PATCH', '/school', before),
    touches: ['session', 'promises', 'audit'],
    quiet: true,
    done: () => sessionStorage.removeItem('caretaker.draft.school'),
  });
  const fields = fieldErrors(save.error);
  const changed = JSON.stringify(value) !== JSON.stringify(before);
  return (
    <Page
      title="School"
      lead="Its name stands on every page and report; its time zone decides what a school day is."
      narrow
    >
      <form
        onSubmit={event => {
          event.preventDefault();
          save.mutate(undefined);
        }}
      >
        <Stack maw={420}>
          <TextInput
            label="Name of the school"
            required
            withAsterisk={false}
            maxLength={100}
            value={value.name}
            error={fields.name}
            onChange={event => write({ name: event.currentTarget.value })}
          />
          <NativeSelect
            label="Time zone"
            value={value.timeZone}
            error={fields.timeZone}
            onChange={event => write({ timeZone: event.currentTarget.value })}
            data={zones.includes(value.timeZone) ? zones : [value.timeZone, ...zones]}
          />
          <TextInput
            label="How people reach the school"
            description="Shown at each computer on “What this computer reports”, for questions about it."
            placeholder="office@hill.example, 020 7946 0018"
            maxLength={120}
            value={value.contact}
            error={fields.contact}
            onChange={event => write({ contact: event.currentTarget.value })}
          />
          <div className="tool-line">
            <Button type="submit" loading={save.isPending} disabled={!changed}>
              Save
            </Button>
            {changed ? (
              <Button variant="default" onClick={forget}>
                Put back
              </Button>
            ) : null}
          </div>
        </Stack>
      </form>
      <StateWords />
      <p className="quiet foot">Caretaker {version}</p>
    </Page>
  );
}
