/** Everything that the school still has, with only what is added up: one query, and the linked devices' own facts. */
import { completeness } from '../../../shared/assets/completeness.ts';
import type { Holding } from '../../../shared/assets/holdings.ts';
import type { AssetKind } from '../../../shared/assets/kinds.ts';
import { type AssetState, closedStates } from '../../../shared/assets/states.ts';
import type { Tx } from '../database/index.ts';
import { sayWhat } from './list.ts';
import { readKnown } from './present.ts';

/** `lost` and `stolen` are no longer had, and neither is what was handed over for disposal. */
const gone: readonly AssetState[] = [...closedStates, 'lost', 'stolen', 'collected'];

const columns = [
  ...(['id', 'tag', 'kind', 'name', 'make', 'model', 'serial', 'state', 'location', 'holder'] as const),
  ...(['purchase_date', 'supplier', 'cost', 'funding', 'warranty_end', 'planned_replacement'] as const),
  ...(['life_years', 'floor', 'device_id', 'secure_location', 'secure_checked_on'] as const),
];

export async function readHoldings(db: Tx, schoolId: string): Promise<Holding[]> {
  const rows = await db
    .selectFrom('asset')
    .select(columns)
    .where('school_id', '=', schoolId)
    .where('state', 'not in', gone)
    .orderBy('tag_order')
    .execute();
  const lacks = rows.filter(({ make, model, serial }) => make === null || model === null || serial === null);
  const known = await readKnown(db, lacks);
  return rows.map(row => {
    const said = known.get(row.device_id ?? '')?.said;
    const kind = row.kind as AssetKind;
    const make = row.make ?? said?.make ?? null;
    const model = row.model ?? said?.model ?? null;
    const serial = row.serial ?? said?.serial ?? null;
    // Each named, because spreading thousands of rows takes longer than reading them.
    const { location, holder, supplier, cost, funding, name } = row;
    const purchaseDate = row.purchase_date;
    const warrantyEnd = row.warranty_end;
    const plannedReplacement = row.planned_replacement;
    const held = {
      ...{ kind, location, holder, supplier, purchaseDate },
      ...{ cost, funding, warrantyEnd, plannedReplacement },
    };
    return {
      ...held,
      id: row.id,
      tag: row.tag,
      what: sayWhat({ name, make, model, kind }),
      state: row.state as AssetState,
      lifeYears: row.life_years,
      floor: row.floor,
      secureLocation: row.secure_location === 1,
      secureCheckedOn: row.secure_checked_on,
      completeness: completeness({ ...held, make, model, serial }),
    };
  });
}
