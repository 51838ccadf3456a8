import { Checkbox, NativeSelect, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { plainMoney, readMoney } from '../../../../shared/assets/money.ts';
import {
  type Contract,
  type ContractKind,
  contractKinds,
  contractKindWords,
  type Supplier,
  supplierList,
} from '../../../../shared/protocol/api/suppliers.ts';
import { ApiError, change } from '../../api-client.ts';
import { FormDialog } from '../disposals/FormDialog.tsx';

/** Pence, nothing, or a refusal at the field. Throws `ApiError`. */
export function penceOf(text: string, field: string): number | null {
  if (text.trim() === '') return null;
  const read = readMoney(text);
  if (typeof read === 'number') return read;
  throw new ApiError({
    code: 'request.invalid',
    status: 400,
    detail: `${read.problem}.`,
    fields: { [field]: read.problem },
  });
}

interface Props {
  /** With whom a new one is. */
  supplier: Supplier | null;
  contract: Contract | null;
  onClose(): void;
}

export function ContractDialog({ supplier, contract, onClose }: Props) {
  const [fields, setFields] = useState({
    title: contract?.title ?? '',
    reference: contract?.reference ?? '',
    startsOn: contract?.startsOn ?? '',
    endsOn: contract?.endsOn ?? '',
    noticeDays: contract?.noticeDays?.toString() ?? '',
    cost: contract === null || contract.yearlyCost === null ? '' : plainMoney(contract.yearlyCost),
    notes: contract?.notes ?? '',
    endedOn: contract?.endedOn ?? '',
  });
  const [kind, setKind] = useState<ContractKind>(contract?.kind ?? 'support');
  const [renews, setRenews] = useState(contract?.renews ?? false);
  const set = (name: keyof typeof fields) => (event: { currentTarget: { value: string } }) =>
    setFields({ ...fields, [name]: event.currentTarget.value });
  const send = async () => {
    const { cost, noticeDays, endsOn, endedOn, ...texts } = fields;
    const body = {
      ...texts,
      kind,
      renews,
      endsOn: endsOn || null,
      endedOn: endedOn || null,
      noticeDays: noticeDays.trim() === '' ? null : Number(noticeDays),
      yearlyCost: penceOf(cost, 'yearlyCost'),
      ...(contract !== null && { revision: contract.revision }),
    };
    return contract === null
      ? change('POST', `/suppliers/${supplier?.id ?? ''}/contracts`, body, supplierList)
      : change('PUT', `/contracts/${contract.id}`, body, supplierList);
  };
  return (
    <FormDialog
      title={contract?.title ?? `Contract with ${supplier?.name ?? ''}`}
      verb="Save"
      said="Saved."
      onClose={onClose}
      send={send}
    >
      {wrong => (
        <>
          <TextInput
            label="What it is about"
            value={fields.title}
            error={wrong.title}
            onChange={set('title')}
            data-autofocus
          />
          <div className="two-fields">
            <NativeSelect
              label="Kind"
              data={contractKinds.map(value => ({ value, label: contractKindWords[value] }))}
              value={kind}
              onChange={event => setKind(event.currentTarget.value as ContractKind)}
            />
            <TextInput
              label="Reference"
              value={fields.reference}
              error={wrong.reference}
              onChange={set('reference')}
            />
            <TextInput
              type="date"
              label="Starts"
              value={fields.startsOn}
              error={wrong.startsOn}
              onChange={set('startsOn')}
            />
            <TextInput
              type="date"
              label="Term ends, if it does"
              value={fields.endsOn}
              error={wrong.endsOn}
              onChange={set('endsOn')}
            />
            <TextInput
              label="Days of notice, if any"
              inputMode="numeric"
              value={fields.noticeDays}
              error={wrong.noticeDays}
              onChange={set('noticeDays')}
            />
            <TextInput
              label="Cost a year"
              leftSection="£"
              inputMode="decimal"
              value={fields.cost}
              error={wrong.yearlyCost}
              onChange={set('cost')}
            />
          </div>
          <Checkbox
            label="It goes on by itself unless somebody gives notice"
            checked={renews}
            onChange={event => setRenews(event.currentTarget.checked)}
          />
          <Textarea
            label="Notes"
            autosize
            maxLength={1000}
            value={fields.notes}
            error={wrong.notes}
            onChange={set('notes')}
          />
          {contract === null ? null : (
            <TextInput
              type="date"
              label="Ended for good on, if it was"
              value={fields.endedOn}
              error={wrong.endedOn}
              onChange={set('endedOn')}
            />
          )}
        </>
      )}
    </FormDialog>
  );
}
