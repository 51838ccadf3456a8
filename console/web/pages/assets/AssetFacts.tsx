import type { ReactNode } from 'react';
import { sayDay } from '../../../../shared/assets/dates.ts';
import {
  type FactName,
  type FieldName,
  factNames,
  fieldNames,
  fieldOf,
  fieldParts,
  partWords,
} from '../../../../shared/assets/fields.ts';
import { kinds } from '../../../../shared/assets/kinds.ts';
import { sayMoney } from '../../../../shared/assets/money.ts';
import type { Asset, AssetFact } from '../../../../shared/protocol/api/assets.ts';
import { Ago } from '../../components/Ago.tsx';
import { Section } from '../../components/Page.tsx';

/** The fields by section; what is missing is said first. */
export function AssetFacts({ asset }: { asset: Asset }) {
  const { missing } = asset.completeness;
  return (
    <>
      {missing.length === 0 ? null : (
        <p className="quiet">Still missing: {missing.map(words => words.toLowerCase()).join(', ')}.</p>
      )}
      <div className="two-columns">
        {fieldParts.map(part => (
          <Section key={part} title={partWords[part]}>
            <dl className="fact-list wide">
              {fieldNames
                .filter(name => fieldOf(name).part === part)
                .map(name => (
                  <div key={name}>
                    <dt>{fieldOf(name).words}</dt>
                    <dd>{shown(asset, name)}</dd>
                  </div>
                ))}
              {part === 'what' ? (
                <div>
                  <dt>Label printed</dt>
                  <dd>{asset.labelPrintedAt === null ? 'not here' : <Ago at={asset.labelPrintedAt} />}</dd>
                </div>
              ) : null}
              {part === 'replacement' ? (
                <div>
                  <dt>Value today</dt>
                  <dd>{worth(asset)}</dd>
                </div>
              ) : null}
            </dl>
          </Section>
        ))}
      </div>
    </>
  );
}

const none = <span className="quiet">–</span>;

function shown(asset: Asset, name: FieldName): ReactNode {
  const fact = asset.facts.find(({ field }) => field === name);
  if ((factNames as readonly FieldName[]).includes(name) && fact !== undefined) return <Fact fact={fact} />;
  const value = asset.values[name as Exclude<FieldName, FactName>];
  if (name === 'lifeYears')
    return value === null ? `${kinds[asset.kind].lifeYears}, usual for its kind` : value;
  if (value === null) return none;
  const { shape } = fieldOf(name);
  if (shape === 'kind') return kinds[asset.kind].words;
  if (shape === 'money') return sayMoney(Number(value));
  if (shape === 'date') return sayDay(String(value));
  if (shape === 'flag') return value ? 'Yes' : 'No';
  if (shape === 'long') return <span className="kept-lines">{value}</span>;
  return value;
}

/** A value with where it comes from and since when. */
function Fact({ fact }: { fact: AssetFact }) {
  if (fact.value === null) return none;
  const origin =
    fact.origin === 'device'
      ? 'from the device'
      : fact.origin === 'import'
        ? 'from a spreadsheet'
        : `written by ${fact.by}`;
  return (
    <>
      {fact.value}{' '}
      <span className="quiet">
        ({fact.at === null ? origin : <Ago at={fact.at} before={`${origin},`} />})
      </span>
      {fact.said === null ? null : (
        <span className="order-detail">The device says {fact.said}. What was written is kept.</span>
      )}
    </>
  );
}

function worth({ bookValue }: Asset): ReactNode {
  if (bookValue === null) return <span className="quiet">not known without cost and day of purchase</span>;
  return `${sayMoney(bookValue.pence)}, falling evenly until ${sayDay(bookValue.endsOn)}`;
}
