/** Who may sign in, and the tokens, as spreadsheets; never a secret. */
import type { Account, Token } from '../../../shared/protocol/api/accounts.ts';
import { sayRole } from '../../../shared/protocol/api/common.ts';
import type { SheetOf } from '../sheets/index.ts';

const yes = (is: boolean) => (is ? 'yes' : 'no');

export const accountSheet: SheetOf<Account> = {
  name: 'accounts',
  columns: {
    Name: account => account.name,
    'E-mail': account => account.email,
    Role: account => sayRole(account.role),
    Closed: account => yes(account.disabled),
    'Last sign-in': (account, say) => say(account.lastSignInAt),
    'Has a password': account => yes(account.signsInWith.password),
    'Second step': account => yes(account.signsInWith.secondStep),
    Passkeys: account => account.signsInWith.passkeys,
    'Invited until': (account, say) => say(account.linkUntil),
  },
};

export const tokenSheet: SheetOf<Token> = {
  name: 'api-tokens',
  columns: {
    'What for': token => token.label,
    Role: token => sayRole(token.role),
    'Keeps to': token => token.scopes?.join(', ') ?? 'all of its role',
    'Made at': (token, say) => say(token.createdAt),
    'Made by': token => token.createdBy,
    'Last used': (token, say) => say(token.lastUsedAt),
    'Ends at': (token, say) => say(token.expiresAt),
  },
};
