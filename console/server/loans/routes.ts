/** Loans over the API. */
import * as z from 'zod';
import {
  agreementInput,
  agreementList,
  approvalDecision,
  checklistInput,
  deviceLoan,
  extendInput,
  loan,
  loanCheck,
  loanCheckInput,
  loanInput,
  loanLetters,
  loanLettersInput,
  loanList,
  loanQuery,
  returnInput,
  signature,
  statementInput,
  withdrawInput,
} from '../../../shared/protocol/api/loans.ts';
import type { Context } from '../context.ts';
import { type RouteSpec, route } from '../route.ts';
import { withSheet } from '../sheets/index.ts';
import { listAgreements, writeAgreement } from './agreements.ts';
import { checkAssets, findHolder } from './checks.ts';
import { createLoan } from './create.ts';
import { finishChecklist, giveBack } from './give-back.ts';
import { signLoan } from './hand-over.ts';
import { decideLoan, extendLoan, stateUse, withdrawLoan } from './later.ts';
import { changeLetters, readLetters } from './letters.ts';
import { listLoans } from './list.ts';
import { askToSign } from './own-signature.ts';
import { loanPaper } from './paper.ts';
import { readDeviceLoan, readLoan } from './present.ts';
import { setRoutes } from './routes-sets.ts';
import { loanSheet } from './sheet.ts';

const params = z.object({ id: z.string().max(60) });

export function routes(context: Context): RouteSpec[] {
  return [...reading(context), ...making(context), ...later(context), ...setRoutes(context)];
}

function reading(context: Context): RouteSpec[] {
  const { db } = context;
  return [
    ...withSheet(context, loanSheet, {
      method: 'get',
      path: '/loans',
      summary: 'Loans, newest first: out, overdue, waiting or over',
      permission: 'loans.read',
      query: loanQuery,
      response: loanList,
      handle: ({ caller, query }) => listLoans(context, caller, query),
    }),
    route({
      method: 'get',
      path: '/loans/letters',
      summary: 'Whether borrowers get letters before and after the day that something is due back',
      permission: 'loans.read',
      response: loanLetters,
      handle: ({ caller }) => readLetters(context, caller.schoolId),
    }),
    route({
      method: 'get',
      path: '/loans/agreements',
      summary: 'The loan agreement in every wording, newest first',
      permission: 'loans.read',
      response: agreementList,
      handle: ({ caller }) => listAgreements(context, caller.schoolId),
    }),
    route({
      method: 'get',
      path: '/loans/{id}',
      summary: 'One loan: things, approval, signature and what came back',
      permission: 'loans.read',
      params,
      response: loan,
      handle: ({ caller, params: { id } }) => readLoan(context, caller, id),
    }),
    route({
      method: 'get',
      path: '/loans/{id}/paper',
      summary: 'The agreement of a loan as a PDF: things, wording, signature and what came back',
      permission: 'loans.read',
      params,
      response: null,
      gives: 'file',
      handle: ({ caller, params: { id } }) => loanPaper(context, caller, id),
    }),
    route({
      method: 'get',
      path: '/devices/{id}/loan',
      summary: 'Whom a device is with, and until when',
      permission: 'loans.read',
      params,
      response: deviceLoan,
      handle: ({ caller, params: { id } }) => readDeviceLoan(db, caller.schoolId, id),
    }),
  ];
}

function making(context: Context): RouteSpec[] {
  return [
    route({
      method: 'post',
      path: '/loans/check',
      summary: 'Say what stands against lending these things; changes nothing',
      permission: 'loans.edit',
      body: loanCheckInput,
      response: loanCheck,
      async handle({ caller, body }) {
        const holder =
          body.holderId === null ? null : await findHolder(context.db, caller.schoolId, body.holderId);
        return { items: await checkAssets(context.db, caller.schoolId, { ...body, holder }) };
      },
    }),
    route({
      method: 'post',
      path: '/loans',
      summary: 'Make a loan, and hand it over at once where it is signed',
      permission: 'loans.edit',
      body: loanInput,
      response: loan,
      status: 201,
      handle: async ({ caller, body }) => readLoan(context, caller, await createLoan(context, caller, body)),
    }),
    route({
      method: 'post',
      path: '/loans/agreements',
      summary: 'Write the loan agreement anew; what was signed keeps its wording',
      permission: 'loans.edit',
      body: agreementInput,
      response: agreementList,
      status: 201,
      async handle({ caller, body }) {
        await writeAgreement(context, caller, body);
        return listAgreements(context, caller.schoolId);
      },
    }),
    route({
      method: 'put',
      path: '/loans/letters',
      summary: 'Switch letters to borrowers about a day that is due on or off',
      permission: 'loans.edit',
      body: loanLettersInput,
      response: loanLetters,
      async handle({ caller, body }) {
        await changeLetters(context, caller, body);
        return readLetters(context, caller.schoolId);
      },
    }),
    route({
      method: 'post',
      path: '/loans/{id}/hand-over',
      summary: 'Sign for a loan and hand it over',
      permission: 'loans.edit',
      params,
      body: signature,
      response: loan,
      async handle({ caller, params: { id }, body }) {
        await signLoan(context, caller, id, body);
        return readLoan(context, caller, id);
      },
    }),
    route({
      method: 'post',
      path: '/loans/{id}/ask-to-sign',
      summary: 'Ask the holder to sign with their own sign-in; they get a letter',
      permission: 'loans.edit',
      params,
      response: loan,
      async handle({ caller, params: { id } }) {
        await askToSign(context, caller, id);
        return readLoan(context, caller, id);
      },
    }),
    route({
      method: 'post',
      path: '/loans/{id}/approval',
      summary: 'Approve or refuse that things leave the school, as the person who was asked',
      permission: 'loans.approve',
      params,
      body: approvalDecision,
      response: loan,
      async handle({ caller, params: { id }, body }) {
        await decideLoan(context, caller, id, body);
        return readLoan(context, caller, id);
      },
    }),
  ];
}

function later(context: Context): RouteSpec[] {
  return [
    route({
      method: 'post',
      path: '/loans/{id}/return',
      summary: 'Take things back, some or all, each with its checklist; or record them as lost',
      permission: 'loans.edit',
      params,
      body: returnInput,
      response: loan,
      async handle({ caller, params: { id }, body }) {
        await giveBack(context, caller, id, body);
        return readLoan(context, caller, id);
      },
    }),
    route({
      method: 'post',
      path: '/loans/{id}/checklist',
      summary: 'Say what was looked at after a thing came back: until all is, nobody else gets it',
      permission: 'loans.edit',
      params,
      body: checklistInput,
      response: loan,
      async handle({ caller, params: { id }, body }) {
        await finishChecklist(context, caller, id, body);
        return readLoan(context, caller, id);
      },
    }),
    route({
      method: 'post',
      path: '/loans/{id}/extend',
      summary: 'Agree on another day',
      permission: 'loans.edit',
      params,
      body: extendInput,
      response: loan,
      async handle({ caller, params: { id }, body }) {
        await extendLoan(context, caller, id, body);
        return readLoan(context, caller, id);
      },
    }),
    route({
      method: 'post',
      path: '/loans/{id}/statement',
      summary: 'Write down what the holder states about personal use',
      permission: 'loans.edit',
      params,
      body: statementInput,
      response: loan,
      async handle({ caller, params: { id }, body }) {
        await stateUse(context, caller, id, body);
        return readLoan(context, caller, id);
      },
    }),
    route({
      method: 'post',
      path: '/loans/{id}/withdraw',
      summary: 'Withdraw a loan that was not handed over',
      permission: 'loans.edit',
      params,
      body: withdrawInput,
      response: loan,
      async handle({ caller, params: { id }, body }) {
        await withdrawLoan(context, caller, id, body.note);
        return readLoan(context, caller, id);
      },
    }),
  ];
}
