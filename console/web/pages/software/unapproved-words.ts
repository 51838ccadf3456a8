/** Programs that nobody approved, in words. */
import type { ApprovalWay, Unapproved } from '../../../../shared/protocol/api/unapproved.ts';

export const placeWords: Record<Unapproved['place'], string> = {
  windows: 'Windows’ own folder',
  system: 'The system’s own files',
  program_files: 'Installed for everybody',
  user_writable: 'Somebody’s own folder',
  removable: 'A stick or other removable disk',
  '': 'Not told',
};

export const standingWords: Record<Unapproved['standing'], string> = {
  undecided: 'Nobody decided yet',
  refused: 'Refused by a rule',
  waiting: 'Waits for a second person',
  approved: 'Approved: computers tell so with their next report',
};

interface Words {
  label: string;
  by: string;
  /** What may run from then on. */
  reach(program: Unapproved): string;
}

export const wayWords: Record<ApprovalWay, Words> = {
  product: {
    label: 'Product',
    by: 'product',
    reach: ({ product, maker }) => `“${product}” by ${maker} may run, in this and later versions.`,
  },
  publisher: {
    label: 'Publisher',
    by: 'publisher',
    reach: ({ maker }) => `Everything that ${maker} signed may run, whatever it is.`,
  },
  package: {
    label: 'Package',
    by: 'package',
    reach: program => `What the package “${program.package}” brings may run, in this and later versions.`,
  },
  version: {
    label: 'This version',
    by: 'version',
    reach: () => 'Only this very file may run: a later version has to be approved again.',
  },
};
