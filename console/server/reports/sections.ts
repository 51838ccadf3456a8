/** What the console holds of a device, by hash, so that `hello` can be answered with what is missing. */
import type { FromConsole, FromDevice } from '../../../shared/protocol/device.ts';
import { sectionNames } from '../../../shared/protocol/inventory.ts';
import type { Tx } from '../database/index.ts';

export async function missing(
  db: Tx,
  deviceId: string,
  statesHash: string | null,
  hello: Pick<FromDevice['hello'], 'states' | 'sections'>,
): Promise<FromConsole['welcome']['wants']> {
  const held = await db
    .selectFrom('device_section')
    .select(['name', 'hash'])
    .where('device_id', '=', deviceId)
    .execute();
  const hashes = new Map(held.map(section => [section.name, section.hash]));
  const differs = (name: (typeof sectionNames)[number]) =>
    hello.sections[name] !== undefined && hello.sections[name] !== hashes.get(name);
  return { states: hello.states !== statesHash, sections: sectionNames.filter(differs) };
}
