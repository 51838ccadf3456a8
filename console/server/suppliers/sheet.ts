/** Suppliers as a spreadsheet, with their contracts in words. */
import type { Supplier } from '../../../shared/protocol/api/suppliers.ts';
import type { SheetOf } from '../sheets/index.ts';

export const supplierSheet: SheetOf<Supplier> = {
  name: 'suppliers',
  columns: {
    Supplier: one => one.name,
    Contact: one => one.contact,
    Telephone: one => one.phone,
    'E-mail': one => one.email,
    Website: one => one.website,
    'Account number': one => one.account,
    'Handles personal data': one => one.processor,
    'Agreement from': one => one.agreementOn,
    'Agreement until': one => one.agreementUntil,
    'What is missing': one => one.problems.join(' '),
    Contracts: one =>
      one.contracts
        .map(({ title, startsOn, endsOn }) => `${title} (${startsOn} to ${endsOn ?? 'no end'})`)
        .join('; '),
    'Pounds a year': one => one.contracts.reduce((sum, { yearlyCost }) => sum + (yearlyCost ?? 0), 0) / 100,
    Assets: one => one.assets,
    'Ended on': one => one.endedOn,
    Notes: one => one.notes,
  },
};
