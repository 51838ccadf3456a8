import { Button, Table } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { Token } from '../../../../shared/protocol/api/accounts.ts';
import { sayRole, sayScope } from '../../../../shared/protocol/api/common.ts';
import { tell } from '../../api-client.ts';
import { Ago } from '../../components/Ago.tsx';
import { Confirm } from '../../components/Confirm.tsx';
import { Export } from '../../components/Export.tsx';
import { Empty, Loaded, RowsSkeleton } from '../../components/Loaded.tsx';
import { More } from '../../components/More.tsx';
import { Page, Section } from '../../components/Page.tsx';
import { useChange } from '../../saving.ts';
import { views } from '../../views.ts';
import { TokenForm } from './TokenForm.tsx';

/** Keys for other programs. Every one of them is in the audit log. */
export function TokensPage() {
  const query = useInfiniteQuery(views.tokens());
  const [ending, setEnding] = useState<Token | null>(null);
  return (
    <Page
      title="API tokens"
      lead="A token lets another program read or change what its role may. Where it may do more than read, a second person agrees first. Making and using one is in the audit log."
      actions={<Export list="/tokens" what="the tokens" />}
    >
      <TokenForm />
      <Section title="Tokens in use">
        <Loaded query={query} what="the tokens" skeleton={<RowsSkeleton rows={3} />}>
          {data => {
            const tokens = data.pages.flatMap(page => page.items);
            if (tokens.length === 0) return <Empty title="No token yet.">Most schools need none.</Empty>;
            return (
              <>
                <TokenTable tokens={tokens} onEnd={setEnding} />
                <More query={query} />
              </>
            );
          }}
        </Loaded>
      </Section>
      {ending === null ? null : <EndToken token={ending} onClose={() => setEnding(null)} />}
    </Page>
  );
}

function TokenTable({ tokens, onEnd }: { tokens: Token[]; onEnd(token: Token): void }) {
  return (
    <Table className="list-table" verticalSpacing={6}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">What for</Table.Th>
          <Table.Th scope="col">Role</Table.Th>
          <Table.Th scope="col">Made</Table.Th>
          <Table.Th scope="col">Last used</Table.Th>
          <Table.Th scope="col">Ends</Table.Th>
          <Table.Th scope="col">
            <span className="hidden-words">Action</span>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {tokens.map(token => (
          <Table.Tr key={token.id}>
            <Table.Th scope="row" className="row-heading">
              {token.label}
            </Table.Th>
            <Table.Td data-label="Role">
              {sayRole(token.role)}
              {token.scopes === null ? null : (
                <span className="quiet">, only {token.scopes.map(sayScope).join(', ')}</span>
              )}
            </Table.Td>
            <Table.Td data-label="Made">
              <Ago at={token.createdAt} /> by {token.createdBy}
            </Table.Td>
            <Table.Td data-label="Last used">
              {token.lastUsedAt === null ? 'never' : <Ago at={token.lastUsedAt} />}
            </Table.Td>
            <Table.Td data-label="Ends">
              {token.expiresAt === null ? 'never' : <Ago at={token.expiresAt} until />}
            </Table.Td>
            <Table.Td className="cell-action">
              <Button
                size="compact-sm"
                variant="default"
                onClick={() => onEnd(token)}
                aria-label={`End the token ${token.label}`}
              >
                End
              </Button>
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}

function EndToken({ token, onClose }: { token: Token; onClose(): void }) {
  const end = useChange({
    send: () => tell('DELETE', `/tokens/${token.id}`),
    said: () => 'The token no longer works.',
    touches: ['tokens', 'audit'],
    done: onClose,
  });
  return (
    <Confirm
      opened
      title="End this token"
      verb="End the token"
      busy={end.isPending}
      onConfirm={() => end.mutate(undefined)}
      onClose={onClose}
    >
      Whatever uses “{token.label}” is refused from now on. This cannot be undone; a new token can be made.
    </Confirm>
  );
}
