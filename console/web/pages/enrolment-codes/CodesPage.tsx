import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { EnrolmentCodeView, MadeCode } from '../../../../shared/protocol/api/enrolment.ts';
import { tell } from '../../api-client.ts';
import { Confirm } from '../../components/Confirm.tsx';
import { Export } from '../../components/Export.tsx';
import { Empty, Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { More } from '../../components/More.tsx';
import { Page, Section } from '../../components/Page.tsx';
import { useChange } from '../../saving.ts';
import { views } from '../../views.ts';
import { CodeForm } from './CodeForm.tsx';
import { CodeTable } from './CodeTable.tsx';
import { NewCode } from './NewCode.tsx';

/** Codes that let a device ask to be enrolled. A code alone gives nothing: somebody still approves. */
export function CodesPage() {
  const query = useInfiniteQuery(views.codes());
  const [made, setMade] = useState<MadeCode | null>(null);
  const [withdrawing, setWithdrawing] = useState<EnrolmentCodeView | null>(null);
  return (
    <Page
      title="Enrolment codes"
      lead="A code lets devices ask to join. Each still waits in the approval queue until you say yes."
      actions={<Export list="/enrolment-codes" what="the codes" />}
    >
      {made === null ? <CodeForm onMade={setMade} /> : <NewCode made={made} onDone={() => setMade(null)} />}
      <Section title="Codes made so far">
        <Loaded query={query} what="the codes" skeleton={<RowsSkeleton rows={3} />}>
          {data => {
            const codes = data.pages.flatMap(page => page.items);
            if (codes.length === 0) return <Empty title="No code yet.">The first one is made above.</Empty>;
            return (
              <>
                <CodeTable codes={codes} onWithdraw={setWithdrawing} />
                <More query={query} />
              </>
            );
          }}
        </Loaded>
      </Section>
      {withdrawing === null ? null : <Withdraw code={withdrawing} onClose={() => setWithdrawing(null)} />}
    </Page>
  );
}

function Withdraw({ code, onClose }: { code: EnrolmentCodeView; onClose(): void }) {
  const withdraw = useChange({
    send: () => tell('DELETE', `/enrolment-codes/${code.id}`),
    said: () => 'The code was withdrawn.',
    touches: ['codes'],
    done: onClose,
  });
  return (
    <Confirm
      opened
      title="Withdraw this code"
      verb="Withdraw the code"
      busy={withdraw.isPending}
      onConfirm={() => withdraw.mutate(undefined)}
      onClose={onClose}
    >
      No further device can use {code.label === '' ? 'this code' : `“${code.label}”`}. Devices that used it
      before are not affected.
    </Confirm>
  );
}
