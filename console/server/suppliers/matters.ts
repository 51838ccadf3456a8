/** What of the suppliers needs somebody: contracts to decide about, and data that goes without an agreement. */
import type { Context } from '../context.ts';
import { listSuppliers } from './present.ts';

export interface ContractMatter {
  id: string;
  title: string;
  supplier: string;
  /** The day by which somebody has to decide. */
  decideBy: string;
  said: string;
  over: boolean;
  yearlyCost: number | null;
}

export async function supplierMatters(context: Context, schoolId: string) {
  const { items } = await listSuppliers(context, schoolId);
  const contracts: ContractMatter[] = items.flatMap(({ name, contracts: own }) =>
    own.flatMap(({ id, title, decideBy, standing, said, yearlyCost }) =>
      (standing === 'soon' || standing === 'over') && decideBy !== null
        ? [{ id, title, supplier: name, decideBy, said: said ?? '', over: standing === 'over', yearlyCost }]
        : [],
    ),
  );
  return {
    contracts: contracts.sort((a, b) => (a.decideBy < b.decideBy ? -1 : 1)),
    /** Names of those whose data processing agreement is missing, over or not spoken of. */
    unagreed: items.filter(one => one.problems.length > 0).map(one => one.name),
  };
}

/** Who handles personal data for the school, or may; and of how many something is missing. */
export async function processorsOf(context: Context, schoolId: string) {
  const { items } = await listSuppliers(context, schoolId);
  const theirs = items.filter(one => one.processor !== 'no' && one.endedOn === null);
  return { count: theirs.length, wanting: theirs.filter(one => one.problems.length > 0).length };
}
