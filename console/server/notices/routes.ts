/** `/notices` and `/wordings`: messages to people at computers, and the rounds of the school's rules. */
import * as z from 'zod';
import { pageQuery } from '../../../shared/protocol/api/common.ts';
import * as api from '../../../shared/protocol/api/notices.ts';
import type { Context } from '../context.ts';
import { type Caller, type RouteSpec, route } from '../route.ts';
import { withSheet } from '../sheets/index.ts';
import {
  endNotice,
  nameStranger,
  remind,
  takeBack,
  writeNotice,
  writeSignature,
  writeWording,
} from './change.ts';
import { askForLetters, readLetters } from './letters.ts';
import { listDevices, listPeople, listStrangers } from './lists.ts';
import { noticeDevicesSheet, noticePeopleSheet, noticeSheet } from './sheet.ts';
import { findNotice, listNotices, listWordings, readNotice } from './store.ts';

const params = z.object({ id: z.string().max(60) });
const answerParams = params.extend({ answerId: z.string().max(60) });

export function routes(context: Context): RouteSpec[] {
  const { db, now } = context;
  const read = async ({ schoolId }: Caller, id: string) => ({
    ...(await readNotice(db, schoolId, now(), id)),
    letters: await readLetters(context, await findNotice(db, schoolId, id)),
  });
  return [
    ...withSheet(context, noticeSheet, {
      method: 'get',
      path: '/notices',
      summary: 'Messages and rounds of the rules, newest first',
      permission: 'notices.read',
      query: api.noticeQuery,
      response: api.noticeList,
      handle: ({ caller, query }) => listNotices(db, caller.schoolId, now(), query),
    }),
    route({
      method: 'post',
      path: '/notices',
      summary: 'Tell people at the computers of groups something, or have them sign the school’s rules',
      permission: 'notices.edit',
      body: api.noticeInput,
      response: api.noticeDetail,
      status: 201,
      handle: async ({ caller, body }) => read(caller, await writeNotice(context, caller, body)),
    }),
    route({
      method: 'get',
      path: '/notices/{id}',
      summary: 'One of them, with its texts',
      permission: 'notices.read',
      params,
      response: api.noticeDetail,
      handle: ({ caller, params: { id } }) => read(caller, id),
    }),
    route({
      method: 'post',
      path: '/notices/{id}/reminders',
      summary: 'Show it again now to whoever has not answered',
      permission: 'notices.edit',
      params,
      response: api.noticeDetail,
      async handle({ caller, params: { id } }) {
        await remind(context, caller, id);
        return read(caller, id);
      },
    }),
    route({
      method: 'post',
      path: '/notices/{id}/letters',
      summary: 'Write to those who have not signed; on a school day, and to nobody twice',
      permission: 'notices.edit',
      params,
      response: api.noticeDetail,
      async handle({ caller, params: { id } }) {
        await askForLetters(context, caller, id);
        return read(caller, id);
      },
    }),
    route({
      method: 'post',
      path: '/notices/{id}/end',
      summary: 'Show it no more; what was answered stays',
      permission: 'notices.edit',
      params,
      response: api.noticeDetail,
      async handle({ caller, params: { id } }) {
        await endNotice(context, caller, id);
        return read(caller, id);
      },
    }),
    ...answers(context),
    ...wordings(context),
  ];
}

function answers(context: Context): RouteSpec[] {
  const { db } = context;
  return [
    ...withSheet(context, noticePeopleSheet, {
      method: 'get',
      path: '/notices/{id}/people',
      summary: 'Who has signed, who said no and who has not yet',
      permission: 'notices.read',
      params,
      query: api.noticePeopleQuery,
      response: api.noticePeople,
      handle: async ({ caller, params: { id }, query }) =>
        listPeople(db, await findNotice(db, caller.schoolId, id), query),
    }),
    ...withSheet(context, noticeDevicesSheet, {
      method: 'get',
      path: '/notices/{id}/devices',
      summary: 'Which computers have it, and at which somebody answered',
      permission: 'notices.read',
      params,
      query: api.noticeDevicesQuery,
      response: api.noticeDevices,
      handle: async ({ caller, params: { id }, query }) =>
        listDevices(db, await findNotice(db, caller.schoolId, id), query),
    }),
    route({
      method: 'get',
      path: '/notices/{id}/strangers',
      summary: 'Answers under sign-in names that are nobody’s in the list of people',
      permission: 'notices.read',
      params,
      query: pageQuery,
      response: api.noticeStrangers,
      handle: async ({ caller, params: { id }, query }) =>
        listStrangers(db, await findNotice(db, caller.schoolId, id), query),
    }),
    route({
      method: 'post',
      path: '/notices/{id}/strangers/{answerId}/person',
      summary: 'Say whose answer it was',
      permission: 'notices.edit',
      params: answerParams,
      body: api.strangerInput,
      response: null,
      handle: ({ caller, params: { id, answerId }, body }) =>
        nameStranger(context, caller, id, answerId, body),
    }),
    route({
      method: 'post',
      path: '/notices/{id}/signatures',
      summary: 'Write down a signature on paper, their own or a parent’s or carer’s',
      permission: 'notices.edit',
      params,
      body: api.signatureInput,
      response: api.signatureWritten,
      handle: async ({ caller, params: { id }, body }) => ({
        id: await writeSignature(context, caller, id, body),
      }),
    }),
    route({
      method: 'delete',
      path: '/notices/{id}/answers/{answerId}',
      summary: 'Take back a signature that was written down, or who was said to have answered',
      permission: 'notices.edit',
      params: answerParams,
      response: null,
      handle: ({ caller, params: { id, answerId } }) => takeBack(context, caller, id, answerId),
    }),
  ];
}

function wordings(context: Context): RouteSpec[] {
  const { db } = context;
  const all = async ({ schoolId }: Caller) => ({ items: await listWordings(db, schoolId), next: null });
  return [
    route({
      method: 'get',
      path: '/wordings',
      summary: 'The school’s rules as they are signed, each wording, newest first',
      permission: 'notices.read',
      response: api.wordingList,
      handle: ({ caller }) => all(caller),
    }),
    route({
      method: 'post',
      path: '/wordings',
      summary: 'Write the rules anew; what was signed keeps its own wording',
      permission: 'notices.edit',
      body: api.wordingInput,
      response: api.wordingList,
      status: 201,
      async handle({ caller, body }) {
        await writeWording(context, caller, body);
        return all(caller);
      },
    }),
  ];
}
