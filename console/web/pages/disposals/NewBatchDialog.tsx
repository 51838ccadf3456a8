import { Checkbox, NativeSelect, TextInput } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { sayMoney } from '../../../../shared/assets/money.ts';
import {
  type RecipientKind,
  recipientKinds,
  recipientWords,
  reuseDuties,
  type Way,
  ways,
  wayWords,
  whyNotThisWay,
} from '../../../../shared/disposals/ways.ts';
import { batch, type ItemRow } from '../../../../shared/protocol/api/disposals.ts';
import { change } from '../../api-client.ts';
import { FormDialog } from '../../components/FormDialog.tsx';
import { useToday } from '../../session.tsx';
import { views } from '../../views.ts';
import { penceOf } from '../suppliers/ContractDialog.tsx';

type Wrong = Record<string, string>;

/** How what is approved leaves, with whom, and when. */
export function NewBatchDialog({ items, onClose }: { items: readonly ItemRow[]; onClose(): void }) {
  const [way, setWay] = useState<Way>('collected');
  const [contractorId, setContractor] = useState('');
  const [fields, setFields] = useState({ name: '', contact: '', price: '' });
  const [kind, setKind] = useState<RecipientKind>('staff');
  const [collectOn, setOn] = useState(useToday());
  const [wanted, setChosen] = useState(items.map(item => item.id));
  const fits = (item: ItemRow) => whyNotThisWay(item.agreed.way, way) === undefined;
  const choose = (ids: string[]) =>
    setChosen([
      ...ids,
      ...items.filter(item => !fits(item) && wanted.includes(item.id)).map(item => item.id),
    ]);
  const going = items.filter(item => fits(item) && wanted.includes(item.id));
  const least = going.reduce((sum, item) => sum + (item.agreed.price ?? 0), 0);
  const goTo = useNavigate();
  const text = (name: keyof typeof fields, error: string | undefined) => ({
    value: fields[name],
    error,
    onChange: (event: { currentTarget: { value: string } }) =>
      setFields({ ...fields, [name]: event.currentTarget.value }),
  });
  const people = (wrong: Wrong) => (
    <>
      <ul className="quiet reuse-duties">
        {reuseDuties.map(words => (
          <li key={words}>{words}</li>
        ))}
      </ul>
      <div className="two-fields">
        <TextInput
          label="Who gets it"
          description="A person’s full name, or the school or charity"
          maxLength={120}
          {...text('name', wrong['recipient.name'])}
        />
        <NativeSelect
          label="Who that is"
          description="For the record"
          data={recipientKinds.map(value => ({ value, label: recipientWords[value] }))}
          value={kind}
          onChange={event => setKind(event.currentTarget.value as RecipientKind)}
        />
        <TextInput
          label="How to reach them"
          maxLength={200}
          {...text('contact', wrong['recipient.contact'])}
        />
        {way === 'sold' ? (
          <TextInput
            label="For how much, together"
            description={`At least ${sayMoney(least)}, as it was agreed`}
            {...text('price', wrong.price)}
          />
        ) : null}
      </div>
    </>
  );
  return (
    <FormDialog
      title="Plan a collection"
      verb="Plan it"
      after="Until the van has come it can be changed or cancelled."
      said="Planned. Nothing leaves before everything on its list is there."
      onClose={onClose}
      send={async () => {
        const { name, contact, price } = fields;
        const to =
          way === 'collected'
            ? { contractorId }
            : { recipient: { name, contact, kind }, price: way === 'sold' ? penceOf(price, 'price') : null };
        const body = { way, ...to, collectOn, itemIds: going.map(item => item.id) };
        const made = await change('POST', '/disposals/batches', body, batch);
        void goTo(`/disposals/batches/${made.id}`);
      }}
    >
      {wrong => (
        <>
          <NativeSelect
            label="How it leaves"
            data={ways.map(value => ({ value, label: wayWords[value] }))}
            value={way}
            onChange={event => setWay(event.currentTarget.value as Way)}
          />
          {way === 'collected' ? (
            <Company id={contractorId} choose={setContractor} problem={wrong.contractorId} />
          ) : (
            people(wrong)
          )}
          <TextInput
            type="date"
            label="On"
            value={collectOn}
            error={wrong.collectOn}
            onChange={event => setOn(event.currentTarget.value)}
          />
          <Checkbox.Group label="What goes" value={going.map(item => item.id)} onChange={choose}>
            {items.map(item => (
              <Checkbox
                key={item.id}
                value={item.id}
                disabled={!fits(item)}
                label={`${item.tag}, ${item.what}`}
                description={fits(item) ? undefined : `It ${whyNotThisWay(item.agreed.way, way)}`}
                mt={6}
              />
            ))}
          </Checkbox.Group>
        </>
      )}
    </FormDialog>
  );
}

interface CompanyProps {
  id: string;
  choose(id: string): void;
  problem: string | undefined;
}

/** Only a company whose papers are in date. */
function Company({ id, choose, problem }: CompanyProps) {
  const companies = useQuery(views.contractors()).data?.items ?? [];
  const open = companies.filter(one => !one.ended);
  return (
    <>
      {open.length === 0 ? (
        <p>
          No company is entered yet. <Link to="/disposals/contractors">Enter one</Link> with its carrier
          registration, permit and processor agreement.
        </p>
      ) : null}
      <NativeSelect
        label="Who collects"
        data={[
          { value: '', label: 'Choose a company' },
          ...open.map(one => ({
            value: one.id,
            label: one.problems.length === 0 ? one.name : `${one.name} (papers out of date)`,
          })),
        ]}
        value={id}
        error={problem}
        onChange={event => choose(event.currentTarget.value)}
      />
    </>
  );
}
