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
import { FormDialog } from '../../components/FormDialog.tsx';
import { useTextFields } from '../../text-fields.ts';

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
  const { fields, text } = useTextFields({
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
          <TextInput label="What it is about" {...text('title', wrong)} data-autofocus />
          <div className="two-fields">
            <NativeSelect
              label="Kind"
              data={contractKinds.map(value => ({ value, label: contractKindWords[value] }))}
              value={kind}
              onChange={event => setKind(event.currentTarget.value as ContractKind)}
            />
            <TextInput label="Reference" {...text('reference', wrong)} />
            <TextInput type="date" label="Starts" {...text('startsOn', wrong)} />
            <TextInput type="date" label="Term ends, if it does" {...text('endsOn', wrong)} />
            <TextInput label="Days of notice, if any" inputMode="numeric" {...text('noticeDays', wrong)} />
            <TextInput
              label="Cost a year"
              leftSection="£"
              inputMode="decimal"
              {...text('cost', wrong, 'yearlyCost')}
            />
          </div>
          <Checkbox
            label="It goes on by itself unless somebody gives notice"
            checked={renews}
            onChange={event => setRenews(event.currentTarget.checked)}
          />
          <Textarea label="Notes" autosize maxLength={1000} {...text('notes', wrong)} />
          {contract === null ? null : (
            <TextInput type="date" label="Ended for good on, if it was" {...text('endedOn', wrong)} />
          )}
        </>
      )}
    </FormDialog>
  );
}
