/** What a holder signs: the plain wording, and which wording belongs to which loan. */
import type { AssetKind } from '../assets/kinds.ts';
import type { PersonKind } from '../protocol/api/persons.ts';

export const plainAgreement = `I have received the things listed here from the school, in the condition that is written beside each.

They stay the property of the school. I look after them, keep them with me or locked away, and do not lend them to anybody.

I use them for my work for the school, under the school’s acceptable use and online safety policy, also away from school.

I do not switch off or change the protection that the school has put on them: the lock, the encryption, the virus scanner and its updates. I connect them to the internet often enough to keep that protection up to date, at least once a week in term time.

I tell the school at once, on the same day, if something is lost, stolen or damaged, or if I think that somebody else has used it.

I keep the school’s data only where the school has said, and take none of it with me on anything else.

I bring everything back on the day that is agreed, when the school asks, or when I leave, with all that came with it.`;

export const plainStatement =
  'I use what was lent to me solely for my duties for the school. If I make significant use of it for myself, as HMRC understands it, I tell the school, because it may have to be declared.';

export const agreementKinds = ['general', 'staff_laptop', 'pupil_device', 'stick', 'camera'] as const;
export type AgreementKind = (typeof agreementKinds)[number];
export const agreementKindWords: Record<AgreementKind, string> = {
  general: 'Everything that has no wording of its own',
  staff_laptop: 'Computers, tablets and phones of staff',
  pupil_device: 'Computers and tablets of pupils and families',
  stick: 'Memory sticks and disks',
  camera: 'Cameras',
};

const computers: readonly AssetKind[] = ['laptop', 'desktop', 'tablet', 'phone'];

/** Things that belong together have their own wording; a mixed loan has the general one. */
export function agreementKindOf(holder: PersonKind, things: readonly AssetKind[]): AgreementKind {
  const all = (wanted: readonly AssetKind[]) =>
    things.length > 0 && things.every(kind => wanted.includes(kind));
  if (all(['storage'])) return 'stick';
  if (all(['camera'])) return 'camera';
  if (!all(computers)) return 'general';
  return holder === 'staff' ? 'staff_laptop' : holder === 'pupil' ? 'pupil_device' : 'general';
}

/** The newest of its kind, or the newest general one where the school wrote none. `newestFirst` is sorted so. */
export function agreementFor<A extends { kind: AgreementKind }>(
  newestFirst: readonly A[],
  kind: AgreementKind,
): A | undefined {
  return newestFirst.find(one => one.kind === kind) ?? newestFirst.find(one => one.kind === 'general');
}
