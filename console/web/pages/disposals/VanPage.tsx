import { Anchor, Button, Checkbox, Skeleton, Stack, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { Link, useNavigate, useParams } from 'react-router';
import { type Batch, batch, type ItemRow } from '../../../../shared/protocol/api/disposals.ts';
import { change, reasonOf } from '../../api-client.ts';
import { Loaded } from '../../components/Loaded.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Page, Section } from '../../components/Page.tsx';
import { useDraft } from '../../draft.ts';
import { fieldErrors, useChange } from '../../saving.ts';
import { useSession } from '../../session.tsx';
import { plural } from '../../time.ts';
import { views } from '../../views.ts';
import { SignaturePad } from '../loans/SignaturePad.tsx';
import { Photos } from './Photos.tsx';
import { MissingList, StorageLines } from './words.tsx';
import '../loans/loans.css';
import './disposals.css';

/** On a phone, beside the van: look at each thing, tick it, hand the phone over, sign. */
export function VanPage() {
  const { id = '' } = useParams();
  const query = useQuery(views.batch(id));
  const back = (
    <Anchor component={Link} to={`/disposals/batches/${id}`} inherit>
      Back to the collection
    </Anchor>
  );
  return (
    <Page title={query.data?.contractor === null ? 'Handing over' : 'At the van'} lead={back} narrow>
      <Loaded query={query} what="this collection" skeleton={<Skeleton height={400} />}>
        {data => <Whole data={data} />}
      </Loaded>
    </Page>
  );
}

function Whole({ data }: { data: Batch }) {
  if (data.state !== 'gathering')
    return (
      <p className="answer">Collection {data.number} is signed already. Its receipt stands on its page.</p>
    );
  if (data.toLeave.length > 0)
    return (
      <>
        <Notice tone="error" title="It cannot leave yet">
          {plural(data.toLeave.length, 'piece is', 'pieces are')} missing. Do not load what is named here.
        </Notice>
        <MissingList pieces={data.toLeave} label="What is missing" />
      </>
    );
  return <Form data={data} />;
}

interface Draft {
  seen: string[];
  handedBy: string;
  handedRole: string;
  receivedBy: string;
  receivedRole: string;
  vehicle: string;
  quantity: string;
  accepted: boolean;
  strokes: number[][];
}

function Form({ data }: { data: Batch }) {
  const { person } = useSession();
  const goTo = useNavigate();
  const [draft, write, forget] = useDraft<Draft>(`van-${data.id}`, {
    seen: [],
    handedBy: person.name,
    handedRole: person.role,
    receivedBy: data.recipient?.kind === 'staff' || data.recipient?.kind === 'family' ? data.taker : '',
    receivedRole: data.way === 'collected' ? 'driver' : data.way === 'sold' ? 'buyer' : 'new owner',
    vehicle: '',
    quantity: plural(data.items.length, 'item'),
    accepted: false,
    strokes: [],
  });
  const save = useChange({
    send: () =>
      change(
        'POST',
        `/disposals/batches/${data.id}/hand-over`,
        { ...draft, strokes: draft.strokes.length === 0 ? null : draft.strokes },
        batch,
      ),
    said: ({ number }) => `Collection ${number} is handed over. What was signed is frozen.`,
    touches: ['disposals', 'assets', 'asset', 'devices', 'overview'],
    silent: true,
    done: () => {
      forget();
      void goTo(`/disposals/batches/${data.id}`);
    },
  });
  const wrong = fieldErrors(save.error);
  const waste = data.way === 'collected';
  const seen = draft.seen.filter(id => data.items.some(item => item.id === id));
  return (
    <form
      noValidate
      onSubmit={event => {
        event.preventDefault();
        save.mutate(undefined);
      }}
    >
      <Section title="1. Look at each thing" note={`${seen.length} of ${data.items.length}`}>
        {data.items.map(item => (
          <Row
            key={item.id}
            item={item}
            checked={seen.includes(item.id)}
            onChange={checked =>
              write({ seen: checked ? [...seen, item.id] : seen.filter(id => id !== item.id) })
            }
          />
        ))}
      </Section>
      <Section title="2. Photos of what is loaded, if you like" note={plural(data.photos.length, 'photo')}>
        <Photos data={data} mayChange />
      </Section>
      <Section title="3. Who hands over, who takes">
        <div className="two-fields">
          <Text label="Handed over by" name="handedBy" {...{ draft, write, wrong }} />
          <Text label="Their role here" name="handedRole" {...{ draft, write, wrong }} />
          <Text label="Vehicle, if you like" name="vehicle" {...{ draft, write, wrong }} />
          <Text label="Quantity and weight" name="quantity" {...{ draft, write, wrong }} />
        </div>
      </Section>
      <Section
        title={waste ? '4. The driver reads and signs' : '4. Who takes it reads and signs'}
        note={data.taker}
      >
        <Stack gap="sm">
          <blockquote className="acceptance">{data.acceptance}</blockquote>
          <Checkbox
            size="md"
            label={waste ? 'I have read this and accept it for my company' : 'I have read this and accept it'}
            checked={draft.accepted}
            error={wrong.accepted}
            onChange={event => write({ accepted: event.currentTarget.checked })}
          />
          <div className="two-fields">
            <Text label="Full name of who takes it" name="receivedBy" {...{ draft, write, wrong }} />
            <Text label="Their role" name="receivedRole" {...{ draft, write, wrong }} />
          </div>
          <p className="quiet">Typing the name signs it. Whoever prefers ink draws it as well.</p>
          <SignaturePad strokes={draft.strokes} onChange={strokes => write({ strokes })} />
        </Stack>
      </Section>
      <Stack mt="lg" gap="sm">
        {save.error === null ? null : (
          <Notice tone="error" urgent>
            {reasonOf(save.error)} What you wrote is kept on this phone.
          </Notice>
        )}
        <p className="quiet">
          This cannot be undone: what is signed is frozen, and the devices leave the console.
        </p>
        <Button
          type="submit"
          size="md"
          loading={save.isPending}
          disabled={seen.length < data.items.length || !draft.accepted}
        >
          Sign and hand over {plural(data.items.length, 'thing')}
        </Button>
      </Stack>
    </form>
  );
}

function Row({
  item,
  checked,
  onChange,
}: {
  item: ItemRow;
  checked: boolean;
  onChange(checked: boolean): void;
}) {
  return (
    <div className="van-item">
      <Checkbox
        size="md"
        id={`seen-${item.id}`}
        checked={checked}
        onChange={event => onChange(event.currentTarget.checked)}
      />
      <div>
        <label htmlFor={`seen-${item.id}`}>
          {item.tag}, {item.what}
        </label>
        <p className="quiet long-word">
          {item.serial === null ? 'No serial number' : `Serial ${item.serial}`}
        </p>
        <div className="quiet">
          <StorageLines item={item} />
        </div>
      </div>
    </div>
  );
}

interface TextProps {
  label: string;
  name: 'handedBy' | 'handedRole' | 'receivedBy' | 'receivedRole' | 'vehicle' | 'quantity';
  draft: Draft;
  write(part: Partial<Draft>): void;
  wrong: Record<string, string>;
}

function Text({ label, name, draft, write, wrong }: TextProps) {
  return (
    <TextInput
      label={label}
      maxLength={100}
      value={draft[name]}
      error={wrong[name]}
      onChange={event => write({ [name]: event.currentTarget.value })}
    />
  );
}
