/** `/pupil-link`: the link on pupils' computers. */
import {
  type PupilLinkInput,
  type PupilLinkView,
  pupilLinkInput,
  pupilLinkView,
} from '../../../shared/protocol/api/pupil-link.ts';
import type { Context } from '../context.ts';
import { lockSchool } from '../database/index.ts';
import { issueAll, sendFresh } from '../policies/index.ts';
import { type Caller, type RouteSpec, route } from '../route.ts';
import { readLink, writeLink } from './store.ts';

export function routes(context: Context): RouteSpec[] {
  return [
    route({
      method: 'get',
      path: '/pupil-link',
      summary: 'The link on pupils’ computers, and who chose it',
      permission: 'pupil_link.read',
      response: pupilLinkView,
      handle: ({ caller }) => readLink(context.db, caller.schoolId),
    }),
    route({
      method: 'put',
      path: '/pupil-link',
      summary: 'Choose the link on pupils’ computers, or take it away; every device gets it with its policy',
      permission: 'pupil_link.edit',
      body: pupilLinkInput,
      response: pupilLinkView,
      handle: ({ caller, body }) => changeLink(context, caller, body),
    }),
  ];
}

async function changeLink(context: Context, by: Caller, wanted: PupilLinkInput): Promise<PupilLinkView> {
  const issued = await context.db.transaction().execute(async tx => {
    await lockSchool(tx, by.schoolId);
    const { link } = await readLink(tx, by.schoolId);
    if (link?.words === wanted.link?.words && link?.url === wanted.link?.url) return [];
    await writeLink(tx, by.schoolId, wanted, { at: context.now(), by: by.name });
    const facts =
      wanted.link === null ? { words: 'none', url: '' } : { words: wanted.link.words, url: wanted.link.url };
    await context.audit.record(tx, by, 'pupil_link.changed', { facts });
    return issueAll(context, tx, by.schoolId);
  });
  await sendFresh(context, issued);
  context.events.nudge(by.schoolId, ['school', 'policies']);
  return readLink(context.db, by.schoolId);
}
