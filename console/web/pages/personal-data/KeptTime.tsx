import { Button, Group, Modal, NumberInput, Stack } from '@mantine/core';
import { useState } from 'react';
import type { Held } from '../../../../shared/protocol/api/personal-data.ts';
import { type Period, period as periodSchema } from '../../../../shared/protocol/api/retention.ts';
import { change } from '../../api-client.ts';
import { fieldErrors, useChange } from '../../saving.ts';
import { useMay, useSession } from '../../session.tsx';
import { sayDate } from '../../time.ts';

const inWords = ({ unit }: Period, amount: number) => `${amount} ${amount === 1 ? unit.slice(0, -1) : unit}`;

function usePeriod(period: Period, done?: () => void) {
  const put = (amount: number) => change('PUT', `/retention/${period.key}`, { amount }, periodSchema);
  const { timeZone } = useSession().school;
  return useChange({
    send: put,
    said: ({ amount, next }) =>
      next === null
        ? `Kept for ${inWords(period, amount)}.`
        : `Kept for ${inWords(period, next.amount)} from ${sayDate(next.from, timeZone)} on; until then nothing goes sooner.`,
    undo: () => () => put(period.next?.amount ?? period.amount),
    touches: ['incidents', 'audit'],
    ...(done === undefined ? {} : { done }),
    quiet: true,
  });
}

/** What is to come, and the way to another time, for whoever may choose it. */
export function KeptTime({ row, period }: { row: Held; period: Period }) {
  const [open, setOpen] = useState(false);
  const may = useMay()('personal_data.change');
  const { timeZone } = useSession().school;
  return (
    <>
      {period.next === null ? null : (
        <span className="personal-why">
          From {sayDate(period.next.from, timeZone)} on {inWords(period, period.next.amount)} only.
          {may ? <KeepAsItIs period={period} /> : null}
        </span>
      )}
      {may ? (
        <Button
          variant="default"
          size="compact-sm"
          className="personal-change"
          aria-label={`Change for how long is kept: ${row.what}`}
          onClick={() => setOpen(true)}
        >
          Change …
        </Button>
      ) : null}
      <Modal opened={open} onClose={() => setOpen(false)} title="For how long it is kept" centered>
        <ChangeForm row={row} period={period} done={() => setOpen(false)} />
      </Modal>
    </>
  );
}

function KeepAsItIs({ period }: { period: Period }) {
  const keep = usePeriod(period);
  return (
    <Button
      variant="subtle"
      size="compact-sm"
      loading={keep.isPending}
      onClick={() => keep.mutate(period.amount)}
    >
      Keep it at {inWords(period, period.amount)}
    </Button>
  );
}

function ChangeForm({ row, period, done }: { row: Held; period: Period; done(): void }) {
  const [amount, setAmount] = useState<number | string>(period.next?.amount ?? period.amount);
  const save = usePeriod(period, done);
  const shorter = typeof amount === 'number' && amount < period.amount;
  return (
    <form
      noValidate
      onSubmit={event => {
        event.preventDefault();
        save.mutate(Number(amount));
      }}
    >
      <Stack gap="sm">
        <p className="personal-text">{row.what}.</p>
        <NumberInput
          label={`${period.unit[0]?.toUpperCase()}${period.unit.slice(1)}`}
          description={`From ${period.least} to ${period.most}; usual: ${period.usual}. ${period.because}`}
          value={amount}
          onChange={setAmount}
          error={fieldErrors(save.error).amount}
          min={period.least}
          max={period.most}
          clampBehavior="none"
          allowDecimal={false}
          w="100%"
        />
        <p className="quiet" aria-live="polite">
          {shorter
            ? 'What is older goes for good in a week. Until then it can be put back here, and nothing is lost.'
            : 'A longer time counts at once. What has gone already does not come back.'}
        </p>
        <Group justify="flex-end" gap="sm">
          <Button variant="default" onClick={done}>
            Cancel
          </Button>
          <Button type="submit" loading={save.isPending} disabled={amount === '' || amount === period.amount}>
            Save
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
