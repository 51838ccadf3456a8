/** The school's own promises over the API. */
import { numbersAsked } from '../../../shared/clauses/bounds.ts';
import { controls } from '../../../shared/controls/index.ts';
import { type ClausesView, clausesInput, clausesView } from '../../../shared/protocol/api/clauses.ts';
import {
  policyReview,
  policyReviewInput,
  policyReviewParams,
  policyReviews,
} from '../../../shared/protocol/api/policy-reviews.ts';
import type { Context } from '../context.ts';
import { policiesInForce } from '../policies/index.ts';
import { type RouteSpec, route } from '../route.ts';
import { changeClauses } from './change.ts';
import { listPolicyReviews, takePolicyReviewBack, writePolicyReview } from './policy-reviews.ts';
import { readClauses } from './store.ts';

export function routes(context: Context): RouteSpec[] {
  return [
    route({
      method: 'get',
      path: '/clauses',
      summary: 'The school’s promises in its own words, and which checks prove each',
      permission: 'clauses.read',
      response: clausesView,
      handle: ({ caller }) => viewOf(context, caller.schoolId),
    }),
    route({
      method: 'put',
      path: '/clauses',
      summary: 'Keep changed promises, as the caller last saw them',
      permission: 'clauses.edit',
      body: clausesInput,
      response: clausesView,
      handle: async ({ caller, body }) => {
        await changeClauses(context, caller, body);
        return viewOf(context, caller.schoolId);
      },
    }),
    route({
      method: 'get',
      path: '/policy-reviews',
      summary: 'When the school’s policy was looked at, by whom, and by when the next time',
      permission: 'clauses.read',
      response: policyReviews,
      handle: async ({ caller }) => ({
        items: await listPolicyReviews(context.db, caller.schoolId),
        next: null,
      }),
    }),
    route({
      method: 'post',
      path: '/policy-reviews',
      summary: 'Write down that the policy was looked at, also in place of one that was wrong',
      permission: 'clauses.edit',
      body: policyReviewInput,
      response: policyReview,
      status: 201,
      handle: ({ caller, body }) => writePolicyReview(context, caller, body),
    }),
    route({
      method: 'post',
      path: '/policy-reviews/{id}/withdrawal',
      summary: 'Take back that the policy was looked at; it stays in the list, marked so',
      permission: 'clauses.edit',
      params: policyReviewParams,
      response: policyReview,
      handle: ({ caller, params: { id } }) => takePolicyReviewBack(context, caller, id),
    }),
  ];
}

async function viewOf({ db }: Context, schoolId: string): Promise<ClausesView> {
  const inForce = await policiesInForce(db, schoolId);
  const library = controls.flatMap(({ key, policy, words }) => {
    const own = inForce.get(key);
    if (own === undefined) return [];
    const asked = numbersAsked(
      key,
      own.asked.map(one => policy.parse(one)),
    );
    const { sentence } = words.promise(policy.parse(own.policy));
    return [{ control: key, title: words.title, sentence, off: own.mode === 'off', asked }];
  });
  return { ...(await readClauses(db, schoolId)), library };
}
