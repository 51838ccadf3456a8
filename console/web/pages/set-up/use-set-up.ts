import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import { firstProblem } from '../../../../shared/issue-words.ts';
import {
  accountInput,
  accountList,
  type Session,
  schoolInput,
} from '../../../../shared/protocol/api/accounts.ts';
import { get, tell } from '../../api-client.ts';
import { passwordProblem } from '../../components/NewPassword.tsx';
import { fieldErrors, useChange } from '../../saving.ts';
import { useSession } from '../../session.tsx';
import { homeOf } from '../../site-map.ts';

/** What the account of the first start is called until somebody says who they are. */
const nobody = 'Technician';

export interface SetUp {
  school: string;
  name: string;
  email: string;
  password: string;
}

type Problems = Partial<Record<keyof SetUp, string | undefined>>;

/** What is asked: the school of those who may name it, name and address of those who may change them. */
export const asks = ({ may, person }: Session) => ({
  school: may.includes('school.edit'),
  name: may.includes('people.manage'),
  email: may.includes('people.manage') && person.email === null,
});

function problemsOf(value: SetUp, session: Session): Problems {
  const asked = asks(session);
  const { name, email } = accountInput.shape;
  const school = !asked.school || schoolInput.shape.name.safeParse(value.school).success;
  return {
    school: school ? undefined : 'Write the school’s name',
    name: asked.name && !name.safeParse(value.name).success ? 'Write your name' : undefined,
    email: asked.email ? firstProblem(email, value.email) : undefined,
    password: passwordProblem(value.password),
  };
}

/** The session knows the person, not the account; the list of accounts marks one's own. */
async function describeOneself(change: { name?: string; email?: string }): Promise<void> {
  if (Object.keys(change).length === 0) return;
  const { items } = await get('/people', accountList, { query: { limit: 200 } });
  const own = items.find(account => account.you);
  if (own !== undefined) await tell('PATCH', `/people/${own.id}`, change);
}

/** The name goes first, so that the audit log says who did the rest. */
async function send(value: SetUp, session: Session): Promise<void> {
  const { person, school } = session;
  const asked = asks(session);
  await describeOneself({
    ...(asked.name && value.name !== person.name ? { name: value.name } : {}),
    ...(asked.email ? { email: value.email } : {}),
  });
  if (asked.school && value.school !== school.name) await tell('PATCH', '/school', { name: value.school });
  await tell('POST', '/session/password', { password: value.password });
}

export function useSetUp() {
  const session = useSession();
  const { person, school } = session;
  const client = useQueryClient();
  const navigate = useNavigate();
  const [value, setValue] = useState<SetUp>({
    school: school.name,
    name: person.name === nobody ? '' : person.name,
    email: person.email ?? '',
    password: '',
  });
  const [problems, setProblems] = useState<Problems>({});
  const save = useChange({
    send: async () => {
      await send(value, session);
      await client.invalidateQueries({ queryKey: ['session'] });
      await navigate(homeOf(session.may), { replace: true });
    },
    touches: [],
    silent: true,
  });
  const submit = () => {
    const found = problemsOf(value, session);
    setProblems(found);
    save.reset();
    if (Object.values(found).every(problem => problem === undefined)) save.mutate(undefined);
  };
  const { email, password } = fieldErrors(save.error);
  return {
    value,
    set: (change: Partial<SetUp>) => setValue({ ...value, ...change }),
    errors: { ...problems, email: problems.email ?? email, password: problems.password ?? password },
    /** What stands beside no field. */
    refused: email === undefined && password === undefined ? save.error : null,
    busy: save.isPending,
    submit,
  };
}
