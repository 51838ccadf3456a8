/** What moving computers to another group takes from what is enforced on them. */
import { controls } from '../../../shared/controls/index.ts';
import { canonicalJson } from '../../../shared/json.ts';
import type { Tx } from '../database/index.ts';
import { exceptedNow } from './exceptions-store.ts';
import { readPlaces } from './places.ts';
import { devicesOf } from './reach.ts';
import { readRules } from './rules.ts';
import { areManyDevices } from './second-person.ts';
import { Question } from './what-if.ts';

/**
 * The controls that are enforced on these devices now and would be asked otherwise there, by title; null where these are
 * too few of the school to ask a second person, or the school asks for none.
 */
export async function moveLoosensMany(
  tx: Tx,
  schoolId: string,
  deviceIds: readonly string[],
  into: string,
  now: number,
): Promise<string[] | null> {
  if ((await readRules(tx, schoolId)).secondPerson === 'never') return null;
  const places = await readPlaces(tx, schoolId);
  const all = await devicesOf(tx, schoolId, null);
  const chosen = new Set(deviceIds);
  const devices = all.filter(({ id }) => chosen.has(id));
  const excepted = await exceptedNow(tx, schoolId, now);
  const question = new Question(schoolId, { before: places, after: places }, devices, excepted, into);
  const titles = new Set<string>();
  const touched = devices.filter(device => {
    const otherwise = controls.filter(meaning => {
      const { before, after } = question.asked(meaning, device);
      return before.mode === 'enforce' && canonicalJson(before) !== canonicalJson(after);
    });
    for (const { words } of otherwise) titles.add(words.title);
    return otherwise.length > 0;
  });
  return areManyDevices(touched.length, all.length) ? [...titles] : null;
}
