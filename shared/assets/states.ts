/** Where an asset stands in its life, and which steps lead where. The one table: the server enforces it, pages offer it. */

export const assetStates = [
  'ordered',
  'in_stock',
  'in_service',
  'on_loan',
  'in_repair',
  'lost',
  'stolen',
  'quarantined',
  'awaiting_disposal',
  'collected',
  'disposed',
  'returned_to_owner',
] as const;
export type AssetState = (typeof assetStates)[number];

/** Steps that need papers: only the disposal of a batch may take them, never a person's choice of a word. */
export const papersOnly: readonly AssetState[] = ['collected', 'disposed'];

/** Only a handover may lend a thing, because it checks and writes down what a word cannot. */
export const loanOnly: readonly AssetState[] = ['on_loan'];

/** Nobody knows where it is. */
export const goneStates: readonly AssetState[] = ['lost', 'stolen'];

/** Closed: nothing about the asset changes any more. */
export const closedStates: readonly AssetState[] = ['disposed', 'returned_to_owner'];

const steps: Record<AssetState, readonly AssetState[]> = {
  ordered: ['in_stock', 'in_service'],
  in_stock: [
    'in_service',
    'on_loan',
    'in_repair',
    'lost',
    'stolen',
    'quarantined',
    'awaiting_disposal',
    'returned_to_owner',
  ],
  in_service: [
    'in_stock',
    'on_loan',
    'in_repair',
    'lost',
    'stolen',
    'quarantined',
    'awaiting_disposal',
    'returned_to_owner',
  ],
  on_loan: ['in_stock', 'in_service', 'in_repair', 'lost', 'stolen', 'quarantined'],
  in_repair: [
    'in_stock',
    'in_service',
    'on_loan',
    'lost',
    'stolen',
    'quarantined',
    'awaiting_disposal',
    'returned_to_owner',
  ],
  lost: ['in_stock', 'in_service', 'stolen', 'quarantined'],
  stolen: ['in_stock', 'in_service', 'quarantined'],
  quarantined: ['in_stock', 'in_service', 'in_repair', 'lost', 'stolen', 'awaiting_disposal'],
  awaiting_disposal: ['in_stock', 'lost', 'stolen', 'quarantined', 'collected'],
  collected: ['disposed'],
  disposed: [],
  returned_to_owner: [],
};

/** The states that a person may choose next, in the order of the life. */
export function nextStates(from: AssetState): AssetState[] {
  return steps[from].filter(to => !papersOnly.includes(to) && !loanOnly.includes(to));
}

/** Whether the life knows this step, whoever takes it. */
export const isStep = (from: AssetState, to: AssetState): boolean => steps[from].includes(to);

/** The states in which an asset may be entered: anything that needs no papers and no handover, and is not over. */
export const firstStates: readonly AssetState[] = assetStates.filter(
  state => ![...papersOnly, ...loanOnly, ...closedStates].includes(state),
);

export type StateNeed = 'note' | 'location' | 'holder' | 'owner';

interface Asked {
  need: StateNeed;
  /** What is missing, for the person. */
  words: string;
}

const asked: Partial<Record<AssetState, readonly Asked[]>> = {
  in_service: [{ need: 'location', words: 'Say where it is used' }],
  on_loan: [{ need: 'holder', words: 'Say who has it' }],
  in_repair: [{ need: 'note', words: 'Say what is wrong and who repairs it' }],
  lost: [{ need: 'note', words: 'Say when and where it was last seen' }],
  stolen: [{ need: 'note', words: 'Say what happened, with the police reference if there is one' }],
  quarantined: [{ need: 'note', words: 'Say why nobody may use it for now' }],
  awaiting_disposal: [{ need: 'note', words: 'Say why it is to go' }],
  returned_to_owner: [
    { need: 'owner', words: 'Say who owns it' },
    { need: 'note', words: 'Say who took it back, and with which paper' },
  ],
};

/** What this state asks of an asset, each with what to say when it is missing. */
export function needsOf(to: AssetState): readonly Asked[] {
  return asked[to] ?? [];
}

/** By field, what is still missing to enter `to`; empty when nothing is. */
export function missingFor(
  to: AssetState,
  given: Partial<Record<StateNeed, string | null | undefined>>,
): Partial<Record<StateNeed, string>> {
  const missing = needsOf(to).filter(({ need }) => (given[need] ?? '').trim() === '');
  return Object.fromEntries(missing.map(({ need, words }) => [need, words]));
}

/** Why a step is impossible and what to do instead; undefined when it is possible. `say` says a state within a sentence. */
export function whyNot(
  from: AssetState,
  to: AssetState,
  say: (state: AssetState) => string,
): string | undefined {
  const said = (state: AssetState) => `“${say(state)}”`;
  if (from === to) return `It is already ${said(to)}.`;
  if (closedStates.includes(from))
    return `It is ${said(from)}, which is final. If the thing is here after all, enter it as a new asset.`;
  if (papersOnly.includes(to))
    return 'A thing is collected and disposed of with its papers, under Disposals: ask for its write-off there.';
  if (loanOnly.includes(to) && isStep(from, to))
    return 'Lend it under Loans: the handover says who has it, checks that it may leave and keeps what was signed.';
  if (isStep(from, to)) return undefined;
  const possible = nextStates(from).map(said);
  const instead = possible.length === 0 ? 'nothing for now' : possible.join(', ');
  return `What is ${said(from)} cannot become ${said(to)}. Possible from here: ${instead}.`;
}
