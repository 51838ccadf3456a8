import { Title } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useLocation, useNavigate, useParams } from 'react-router';
import { views } from '../../views.ts';
import { DirectoryButtons } from './DirectoryButtons.tsx';
import { LinkForm } from './LinkForm.tsx';
import { PasswordForm } from './PasswordForm.tsx';
import { ReturnPage } from './ReturnPage.tsx';

/** The door. A link only opens this page: its token is used when somebody presses the button (mail scanners follow links). */
export function SignInPage() {
  return useParams().step === 'return' ? <ReturnPage /> : <Door />;
}

function Door() {
  const { hash, search } = useLocation();
  const token = new URLSearchParams(hash.slice(1)).get('token');
  const to = new URLSearchParams(search).get('to');
  const enter = useEnter(to);
  useEffect(() => {
    document.title = 'Sign in · Caretaker';
  }, []);
  return (
    <main className="door">
      <div className="door-card">
        <img src="/icon.svg" alt="" width={40} height={40} />
        <Title order={1}>Sign in to Caretaker</Title>
        {token === null ? (
          <>
            <PasswordForm onDone={() => enter(false)} />
            <DirectoryButtons to={to} />
          </>
        ) : (
          <LinkForm token={token} onDone={() => enter(true)} />
        )}
      </div>
    </main>
  );
}

/** Goes where the person was going; somebody who came by a link and has no password is offered to set one. */
function useEnter(to: string | null): (byLink: boolean) => Promise<void> {
  const client = useQueryClient();
  const navigate = useNavigate();
  return async byLink => {
    client.clear();
    const session = await client.fetchQuery(views.session());
    const inside = to?.startsWith('/') && !to.startsWith('//') ? to : '/';
    await navigate(byLink && !session.hasPassword ? '/set-up' : inside, { replace: true });
  };
}
