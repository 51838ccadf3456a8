import { Anchor, Button, Group, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { sayDay } from '../../../../shared/assets/dates.ts';
import { type Contractor, contractorList } from '../../../../shared/protocol/api/disposals.ts';
import { change } from '../../api-client.ts';
import { Confirm } from '../../components/Confirm.tsx';
import { Export } from '../../components/Export.tsx';
import { Empty, Loaded } from '../../components/Loaded.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Page, Section } from '../../components/Page.tsx';
import { useChange } from '../../saving.ts';
import { useMay } from '../../session.tsx';
import { plural } from '../../time.ts';
import { views } from '../../views.ts';
import { ContractorDialog } from './ContractorDialog.tsx';
import { fileAddress } from './files.ts';
import { RulesPart } from './RulesPart.tsx';
import { AllDisposals } from './words.tsx';
import '../loans/loans.css';
import './disposals.css';

/** Who may collect, whose papers run out, and what the school decided about its disposals. */
export function ContractorsPage() {
  const query = useQuery(views.contractors());
  const [adding, setAdding] = useState(false);
  const edit = useMay()('disposals.edit');
  return (
    <Page
      title="Contractors and rules"
      lead={<AllDisposals />}
      actions={
        <Group gap="xs">
          <Export list="/disposals/contractors" what="the companies" />
          {edit ? <Button onClick={() => setAdding(true)}>Enter a company</Button> : null}
        </Group>
      }
    >
      <Section title="Companies that collect">
        <Loaded query={query} what="the companies" skeleton={<Skeleton height={160} />}>
          {({ items }) =>
            items.length === 0 ? (
              <Empty title="No company is entered yet.">
                Nothing leaves without one whose carrier registration, permit and processor agreement are in
                date. Look each up in the Environment Agency’s public register and write down when you did.
              </Empty>
            ) : (
              items.map(one => <One key={one.id} contractor={one} edit={edit} />)
            )
          }
        </Loaded>
        <p className="quiet">
          Before you pay anybody: whoever makes or sells equipment for schools takes back, at their own cost,
          much of what they sold after 13 August 2005 and what you replace with the like. Ask them first, and
          enter whoever collects for them here.
        </p>
      </Section>
      <RulesPart />
      {adding ? <ContractorDialog contractor={null} onClose={() => setAdding(false)} /> : null}
    </Page>
  );
}

function One({ contractor, edit }: { contractor: Contractor; edit: boolean }) {
  const [dialog, setDialog] = useState<'edit' | 'end'>();
  const shut = () => setDialog(undefined);
  const end = useChange({
    send: () => change('POST', `/disposals/contractors/${contractor.id}/end`, {}, contractorList),
    said: () => `Nothing is given to ${contractor.name} any more.`,
    touches: ['disposals'],
    done: shut,
  });
  const { name, problems, soon, ended } = contractor;
  return (
    <article className="storage">
      <h3>{name}</h3>
      {problems.map(words => (
        <Notice key={words} tone={ended ? 'caution' : 'error'}>
          {words}.
        </Notice>
      ))}
      {soon.map(words => (
        <Notice key={words} tone="caution">
          {words}. Ask for the new one now.
        </Notice>
      ))}
      <dl className="fact-list wide">
        <Fact what="Carrier registration">
          {contractor.carrierNumber}, until {sayDay(contractor.carrierUntil)}
        </Fact>
        <Fact what="Permit or AATF">
          {contractor.permit}
          {contractor.permitUntil === null ? '' : `, until ${sayDay(contractor.permitUntil)}`}
        </Fact>
        <Fact what="Processor agreement">
          {contractor.agreementOn === null
            ? 'none'
            : `of ${sayDay(contractor.agreementOn)}${contractor.agreementUntil === null ? '' : `, until ${sayDay(contractor.agreementUntil)}`}`}
        </Fact>
        <Fact what="Written guarantee">
          {contractor.guaranteeOn === null ? (
            'none: no collection can be closed without it'
          ) : (
            <>
              of {sayDay(contractor.guaranteeOn)}
              {contractor.guaranteeFileId === null ? null : (
                <>
                  {', '}
                  <Anchor href={fileAddress(contractor.guaranteeFileId)} inherit underline="always">
                    its file
                  </Anchor>
                </>
              )}
            </>
          )}
        </Fact>
        <Fact what="Certification">{contractor.certification || '–'}</Fact>
        <Fact what="Checked">
          {sayDay(contractor.checkedOn)} by {contractor.checkedBy}
        </Fact>
        <Fact what="Collections">{contractor.batches}</Fact>
      </dl>
      {edit ? (
        <Group gap="xs" mt="xs">
          <Button
            size="compact-sm"
            variant="default"
            aria-label={`Enter new papers: ${name}`}
            onClick={() => setDialog('edit')}
          >
            {ended ? 'Work with it again' : 'Enter new papers'}
          </Button>
          {ended ? null : (
            <Button
              size="compact-sm"
              variant="default"
              aria-label={`Give it nothing more: ${name}`}
              onClick={() => setDialog('end')}
            >
              Give it nothing more
            </Button>
          )}
        </Group>
      ) : null}
      {dialog === 'edit' ? <ContractorDialog contractor={contractor} onClose={shut} /> : null}
      <Confirm
        opened={dialog === 'end'}
        title={`Give nothing more to ${name}`}
        verb="Give it nothing more"
        busy={end.isPending}
        onConfirm={() => end.mutate(undefined)}
        onClose={shut}
      >
        Its {plural(contractor.batches, 'collection')} and their papers stay. Entering its papers anew takes
        it back.
      </Confirm>
    </article>
  );
}

function Fact({ what, children }: { what: string; children: React.ReactNode }) {
  return (
    <div>
      <dt>{what}</dt>
      <dd>{children}</dd>
    </div>
  );
}
