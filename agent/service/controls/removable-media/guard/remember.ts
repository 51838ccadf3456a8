import type { Policy } from '../../../../../shared/controls/removable-media/policy.ts';
import type { GuardEdges } from '../../control.ts';
import { rememberMedia } from '../known-media.ts';
import { identityOf } from './stick.ts';
import type { Visit } from './visit.ts';

/** What the looks of this control need to know of the school's lists and of open permissions. Never throws. */
export async function rememberVisits(
  edges: GuardEdges,
  policy: Policy,
  visits: Iterable<Visit>,
): Promise<void> {
  const key = edges.serialKey();
  const granted = [...visits].flatMap(({ open, stick }) =>
    open?.rule === 'grant' ? [{ ...identityOf(stick, key), access: open.access }] : [],
  );
  await rememberMedia(edges.machine.memory, policy, key, granted).catch(() => {});
}
