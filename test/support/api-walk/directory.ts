/** Coming in by a directory, at a real provider that stands here instead of at Microsoft. */
import { aDirectory, client } from '../directory.ts';
import type { Walk } from './walk.ts';

const tenant = '2f1c0a9e-0000-4000-8000-3d5c7b9a1e2f';

export async function directory(walk: Walk): Promise<void> {
  const there = await aDirectory(`${walk.console.urls.browser}/sign-in/return`);
  try {
    const made = await walk.call('post /directories', {
      body: { kind: 'entra', label: 'Microsoft', tenant, ...client },
    });
    const of = { directoryId: made.id };
    const { db } = walk.console.context;
    await db.updateTable('directory').set({ issuer: there.issuer }).where('id', '=', made.id).execute();
    await walk.call('post /directories/{id}/check', { params: { id: made.id } });
    there.who = { sub: 'tara', name: 'Tara Tech', email: 'tara.tech@greenfield.sch.uk', tid: tenant };
    const backFrom = async ({ url, tab }: { url: string; tab: string }) => ({
      ...(await there.visit(url)),
      tab,
    });
    const as = 'Tara Tech';
    const connecting = await walk.call('post /session/connections/start', { as, body: of });
    await walk.call('post /session/connections', { as, body: await backFrom(connecting) });
    const coming = await walk.call('post /session/directory/start', { as: 'nobody', body: of });
    await walk.signsIn('Tara by Microsoft', 'post /session/directory', await backFrom(coming));
    const { items } = await walk.call('get /session/connections', { as });
    await walk.call('delete /session/connections/{id}', { as, params: { id: items[0].id } });
    await walk.call('delete /directories/{id}', { params: { id: made.id } });
  } finally {
    await there.stop();
  }
}
