import { useQuery } from '@tanstack/react-query';
import { sayRole } from '../../../../shared/protocol/api/common.ts';
import { Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { Page } from '../../components/Page.tsx';
import { useSession } from '../../session.tsx';
import { views } from '../../views.ts';
import { ConnectionsPart } from './ConnectionsPart.tsx';
import { PasskeysPart } from './PasskeysPart.tsx';
import { PasswordPart } from './PasswordPart.tsx';
import { SecondStepPart } from './SecondStepPart.tsx';
import { SessionsPart } from './SessionsPart.tsx';
import './account.css';

/** How one signs in, and where one is signed in. */
export function AccountPage() {
  const { person } = useSession();
  const query = useQuery(views.security());
  return (
    <Page
      title="Your account"
      lead={`${person.name}, ${sayRole(person.role)}${person.email === null ? '' : `, ${person.email}`}.`}
      narrow
    >
      <Loaded query={query} what="your ways to sign in" skeleton={<RowsSkeleton rows={8} height={44} />}>
        {security => (
          <>
            <PasskeysPart passkeys={security.passkeys} />
            <PasswordPart />
            <ConnectionsPart />
            <SecondStepPart secondStep={security.secondStep} />
            <SessionsPart sessions={security.sessions} />
          </>
        )}
      </Loaded>
    </Page>
  );
}
