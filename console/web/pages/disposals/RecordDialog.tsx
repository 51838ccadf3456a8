import { NativeSelect, NumberInput, Stack, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import {
  categoryMeaning,
  categoryWords,
  caveatOf,
  hiddenWords,
  type MethodName,
  methodNames,
  methodOf,
  type Result,
  results,
  resultWords,
  type Verification,
  verifications,
  verificationWords,
} from '../../../../shared/disposals/methods.ts';
import type { StorageView } from '../../../../shared/protocol/api/disposals.ts';
import { tell } from '../../api-client.ts';
import { FormDialog } from '../../components/FormDialog.tsx';
import { useSession, useToday } from '../../session.tsx';

interface Fields {
  method: MethodName;
  tool: string;
  toolVersion: string;
  standard: string;
  result: Result;
  trouble: string;
  verification: Verification;
  /** Empty: whoever did it. */
  verifiedBy: string;
  /** Percent of what was read back in samples. */
  samplePercent: number | string;
  /** As the browser gives them, `2026-11-20T09:00`; empty where nobody wrote them down. */
  began: string;
  ended: string;
  passes: number | string;
  hidden: keyof typeof hiddenWords;
  operator: string;
  witness: string;
  place: string;
  doneOn: string;
}

/** A wipe or a destruction. What it counts as follows from the way and the medium, and is said before it is saved. */
export function RecordDialog({ storage, onClose }: { storage: StorageView; onClose(): void }) {
  const { person } = useSession();
  const [fields, setFields] = useState<Fields>({
    method: 'overwrite',
    tool: '',
    toolVersion: '',
    standard: '',
    result: 'passed',
    trouble: '',
    verification: 'none',
    verifiedBy: '',
    samplePercent: '',
    began: '',
    ended: '',
    passes: '',
    hidden: 'unknown',
    operator: person.name,
    witness: '',
    place: '',
    doneOn: useToday(),
  });
  const write = (part: Partial<Fields>) => setFields({ ...fields, ...part });
  const { physical } = methodOf(fields.method);
  const overwrite = fields.method === 'overwrite';
  return (
    <FormDialog
      title={`What was done to ${storage.serial ?? storage.name}`}
      verb="Write it down"
      after="It cannot be undone: records are not changed. A mistake is put right by another record; the one done last counts."
      said="Written down."
      onClose={onClose}
      send={() =>
        tell('POST', `/disposals/storage/${storage.id}/records`, {
          ...fields,
          witness: fields.witness.trim() || null,
          verifiedBy: fields.verification === 'none' ? null : fields.verifiedBy.trim() || fields.operator,
          samplePercent:
            fields.verification === 'sample' && fields.samplePercent !== ''
              ? Number(fields.samplePercent)
              : null,
          began: physical ? null : fields.began || null,
          ended: physical ? null : fields.ended || null,
          passes: overwrite && fields.passes !== '' ? Number(fields.passes) : null,
          hidden: overwrite ? fields.hidden : 'unknown',
        })
      }
    >
      {wrong => (
        <Stack gap="sm">
          <How fields={fields} write={write} wrong={wrong} media={storage.media} />
          <div className="two-fields">
            <TextInput
              type="date"
              label="Done on"
              value={fields.doneOn}
              error={wrong.doneOn}
              onChange={event => write({ doneOn: event.currentTarget.value })}
            />
            <Text label="Done by" name="operator" {...{ fields, write, wrong }} />
            {physical ? (
              <>
                <Text label="Witness" name="witness" {...{ fields, write, wrong }} />
                <Text label="Where" name="place" {...{ fields, write, wrong }} />
              </>
            ) : (
              <>
                <Text label="Tool or command" name="tool" {...{ fields, write, wrong }} />
                <Text label="Its version" name="toolVersion" {...{ fields, write, wrong }} />
                <Text label="Standard it names, if any" name="standard" {...{ fields, write, wrong }} />
                <Text label="Where, if you like" name="place" {...{ fields, write, wrong }} />
                <Times fields={fields} write={write} wrong={wrong} />
              </>
            )}
          </div>
          {overwrite ? <Overwritten fields={fields} write={write} wrong={wrong} /> : null}
          <Ending fields={fields} write={write} wrong={wrong} physical={physical} />
        </Stack>
      )}
    </FormDialog>
  );
}

interface PartProps {
  fields: Fields;
  write(part: Partial<Fields>): void;
  wrong: Record<string, string>;
}

function How({ fields, write, wrong, media }: PartProps & { media: StorageView['media'] }) {
  const { category } = methodOf(fields.method);
  const caveat = caveatOf(fields.method, media);
  return (
    <>
      <NativeSelect
        label="What was done"
        data={methodNames.map(value => ({ value, label: methodOf(value).words }))}
        value={fields.method}
        error={wrong.method}
        onChange={event => {
          const method = event.currentTarget.value as MethodName;
          write({ method, verification: methodOf(method).physical ? 'seen' : 'none' });
        }}
        data-autofocus
      />
      <p role="status">
        Counts as <strong>{categoryWords[category]}</strong>: {categoryMeaning[category]}.{' '}
        {caveat === undefined ? null : <span className="caveat">{caveat}</span>}
      </p>
    </>
  );
}

/** From when to when it ran; the day on which it ended is the day on which it was done. */
function Times({ fields, write, wrong }: PartProps) {
  const known = 'If known: it stands in the evidence';
  return (
    <>
      <TextInput
        type="datetime-local"
        label="Began"
        description={known}
        value={fields.began}
        error={wrong.began}
        onChange={event => write({ began: event.currentTarget.value })}
      />
      <TextInput
        type="datetime-local"
        label="Ended"
        description={known}
        value={fields.ended}
        error={wrong.ended}
        onChange={event => {
          const ended = event.currentTarget.value;
          write({ ended, ...(ended !== '' && { doneOn: ended.slice(0, 10) }) });
        }}
      />
    </>
  );
}

/** What NIST's record asks of an overwrite besides. */
function Overwritten({ fields, write, wrong }: PartProps) {
  return (
    <div className="two-fields">
      <NumberInput
        label="Passes, if known"
        min={1}
        max={100}
        value={fields.passes}
        error={wrong.passes}
        onChange={passes => write({ passes })}
      />
      <NativeSelect
        label="Sectors that the drive hides"
        data={Object.entries(hiddenWords).map(([value, label]) => ({ value, label }))}
        value={fields.hidden}
        error={wrong.hidden}
        onChange={event => write({ hidden: event.currentTarget.value as Fields['hidden'] })}
      />
    </div>
  );
}

function Ending({ fields, write, wrong, physical }: PartProps & { physical: boolean }) {
  return (
    <>
      <div className="two-fields">
        <NativeSelect
          label="How it ended"
          data={results.map(value => ({ value, label: resultWords[value] }))}
          value={fields.result}
          error={wrong.result}
          onChange={event => write({ result: event.currentTarget.value as Result })}
        />
        <NativeSelect
          label="How it was verified"
          data={verifications.map(value => ({ value, label: verificationWords[value] }))}
          value={fields.verification}
          error={wrong.verification}
          onChange={event => write({ verification: event.currentTarget.value as Verification })}
        />
        {fields.verification === 'sample' ? (
          <NumberInput
            label="Share read back, in %"
            min={1}
            max={99}
            value={fields.samplePercent}
            error={wrong.samplePercent}
            onChange={samplePercent => write({ samplePercent })}
          />
        ) : null}
        {physical || fields.verification === 'none' ? null : (
          <TextInput
            label="Verified by"
            placeholder={fields.operator}
            maxLength={100}
            value={fields.verifiedBy}
            error={wrong.verifiedBy}
            onChange={event => write({ verifiedBy: event.currentTarget.value })}
          />
        )}
      </div>
      {fields.result === 'passed' ? null : (
        <Textarea
          label="What went wrong"
          autosize
          maxLength={500}
          value={fields.trouble}
          error={wrong.trouble}
          onChange={event => write({ trouble: event.currentTarget.value })}
        />
      )}
    </>
  );
}

type TextName = 'tool' | 'toolVersion' | 'standard' | 'operator' | 'witness' | 'place';

function Text({ label, name, fields, write, wrong }: PartProps & { label: string; name: TextName }) {
  return (
    <TextInput
      label={label}
      maxLength={name === 'toolVersion' ? 40 : 100}
      value={fields[name]}
      error={wrong[name]}
      onChange={event => write({ [name]: event.currentTarget.value })}
    />
  );
}
