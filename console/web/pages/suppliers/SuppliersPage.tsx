import { Anchor, Button, Group, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { Link } from 'react-router';
import { sayDay } from '../../../../shared/assets/dates.ts';
import { sayMoney } from '../../../../shared/assets/money.ts';
import {
  type Contract,
  contractKindWords,
  type Supplier,
} from '../../../../shared/protocol/api/suppliers.ts';
import { Export } from '../../components/Export.tsx';
import { Empty, Loaded } from '../../components/Loaded.tsx';
import { Notice } from '../../components/Notice.tsx';
import { Page, Section } from '../../components/Page.tsx';
import { useMay } from '../../session.tsx';
import { plural } from '../../time.ts';
import { views } from '../../views.ts';
import { ContractDialog } from './ContractDialog.tsx';
import { AddPaper, Papers } from './Papers.tsx';
import { SupplierDialog } from './SupplierDialog.tsx';
import '../disposals/disposals.css';

/** Who the school buys from, what runs with them until when, and who handles personal data for it. */
export function SuppliersPage() {
  const query = useQuery(views.suppliers());
  const [adding, setAdding] = useState<string>();
  const edit = useMay()('suppliers.edit');
  return (
    <Page
      title="Suppliers and contracts"
      lead="Who the school buys from, when contracts have to be decided about, and who handles personal data."
      actions={
        <Group gap="xs">
          <Export list="/suppliers" what="the suppliers" />
          {edit ? <Button onClick={() => setAdding('')}>Enter a supplier</Button> : null}
        </Group>
      }
    >
      <Loaded query={query} what="the suppliers" skeleton={<Skeleton height={320} />}>
        {({ items, unlisted }) => (
          <>
            {items.length === 0 ? (
              <Empty title="No supplier is entered yet.">
                Begin with the internet provider, whoever looks after the network, and every company that
                keeps data of pupils or staff for the school.
              </Empty>
            ) : (
              items.map(one => <One key={one.id} supplier={one} edit={edit} />)
            )}
            {unlisted.length === 0 ? null : (
              <Section title="Named by assets, and not entered here">
                <ul className="plain-list">
                  {unlisted.slice(0, 30).map(({ name, assets }) => (
                    <li key={name} className="line">
                      <span className="line-words">
                        {name} <span className="quiet">({plural(assets, 'asset')})</span>
                      </span>
                      {edit ? (
                        <Button
                          size="compact-sm"
                          variant="default"
                          aria-label={`Enter ${name}`}
                          onClick={() => setAdding(name)}
                        >
                          Enter it
                        </Button>
                      ) : null}
                    </li>
                  ))}
                </ul>
                {unlisted.length > 30 ? <p className="quiet">And {unlisted.length - 30} more.</p> : null}
              </Section>
            )}
          </>
        )}
      </Loaded>
      {adding === undefined ? null : (
        <SupplierDialog supplier={null} name={adding} onClose={() => setAdding(undefined)} />
      )}
    </Page>
  );
}

function One({ supplier, edit }: { supplier: Supplier; edit: boolean }) {
  const [dialog, setDialog] = useState<'edit' | 'contract'>();
  const shut = () => setDialog(undefined);
  const { name, problems, contracts, endedOn } = supplier;
  const reach = [supplier.contact, supplier.phone].filter(part => part !== null).join(', ');
  return (
    <article className="storage">
      <h2>{name}</h2>
      {endedOn === null ? null : (
        <p className="quiet">The school stopped working with it on {sayDay(endedOn)}.</p>
      )}
      {problems.map(words => (
        <Notice key={words} tone={supplier.processor === 'unknown' ? 'caution' : 'error'}>
          {words}.
        </Notice>
      ))}
      <dl className="fact-list wide">
        <Fact what="Personal data">{sayProcessor(supplier)}</Fact>
        {reach === '' ? null : <Fact what="Contact">{reach}</Fact>}
        {supplier.email === null ? null : (
          <Fact what="E-mail">
            <Anchor href={`mailto:${supplier.email}`}>{supplier.email}</Anchor>
          </Fact>
        )}
        {supplier.website === null ? null : (
          <Fact what="Website">
            <Anchor href={supplier.website} target="_blank" rel="noreferrer noopener">
              {supplier.website}
            </Anchor>
          </Fact>
        )}
        {supplier.account === null ? null : <Fact what="Account number">{supplier.account}</Fact>}
        <Fact what="Assets bought there">
          {supplier.assets === 0 ? (
            'none'
          ) : (
            <Anchor component={Link} to={`/assets?search=${encodeURIComponent(name)}`}>
              {plural(supplier.assets, 'asset')}
            </Anchor>
          )}
        </Fact>
        {supplier.notes === null ? null : (
          <Fact what="Notes">
            <span className="kept-lines">{supplier.notes}</span>
          </Fact>
        )}
      </dl>
      {contracts.length === 0 ? null : (
        <ul className="plain-list">
          {contracts.map(one => (
            <ContractLine key={one.id} contract={one} edit={edit} />
          ))}
        </ul>
      )}
      <Papers supplier={supplier} edit={edit} />
      {edit ? (
        <Group gap="xs" mt="xs">
          <Button
            size="compact-sm"
            variant="default"
            aria-label={`Enter a contract with ${name}`}
            onClick={() => setDialog('contract')}
          >
            Enter a contract
          </Button>
          <AddPaper supplier={supplier} />
          <Button
            size="compact-sm"
            variant="default"
            aria-label={`Change ${name}`}
            onClick={() => setDialog('edit')}
          >
            Change
          </Button>
        </Group>
      ) : null}
      {dialog === 'edit' ? <SupplierDialog supplier={supplier} name={name} onClose={shut} /> : null}
      {dialog === 'contract' ? <ContractDialog supplier={supplier} contract={null} onClose={shut} /> : null}
    </article>
  );
}

function sayProcessor({ processor, agreementOn, agreementUntil }: Supplier): string {
  if (processor === 'unknown') return 'not known';
  if (processor === 'no') return 'handles none for the school';
  if (agreementOn === null) return 'handles some for the school';
  return `handles some, agreement of ${sayDay(agreementOn)}${agreementUntil === null ? '' : `, until ${sayDay(agreementUntil)}`}`;
}

function ContractLine({ contract, edit }: { contract: Contract; edit: boolean }) {
  const [changing, setChanging] = useState(false);
  const { title, kind, reference, startsOn, endsOn, yearlyCost, said, standing } = contract;
  const serious = standing === 'over' || standing === 'soon';
  const term = endsOn === null ? `since ${sayDay(startsOn)}` : `${sayDay(startsOn)} to ${sayDay(endsOn)}`;
  return (
    <li className="line">
      <span className="line-words">
        {title} <span className="quiet">{contractKindWords[kind]}</span>
        {said === null ? null : (
          <span className="order-detail">{serious ? <strong>{said}</strong> : said}</span>
        )}
      </span>
      <span className="line-age">
        {reference === null ? '' : `${reference}, `}
        {term}
        {yearlyCost === null ? '' : `, ${sayMoney(yearlyCost)} a year`}{' '}
        {edit ? (
          <Button
            size="compact-xs"
            variant="subtle"
            aria-label={`Change the contract ${title}`}
            onClick={() => setChanging(true)}
          >
            Change
          </Button>
        ) : null}
      </span>
      {changing ? (
        <ContractDialog supplier={null} contract={contract} onClose={() => setChanging(false)} />
      ) : null}
    </li>
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
