import { Button, Table } from '@mantine/core';
import type { EnrolmentCodeView } from '../../../../shared/protocol/api/enrolment.ts';
import { Ago } from '../../components/Ago.tsx';

const stateWords = { live: 'works', used: 'used up', expired: 'ended', withdrawn: 'withdrawn' } as const;

const noteOf = ({ label }: EnrolmentCodeView) => (label === '' ? '(no note)' : label);

interface Props {
  codes: EnrolmentCodeView[];
  onWithdraw(code: EnrolmentCodeView): void;
}

export function CodeTable({ codes, onWithdraw }: Props) {
  return (
    <Table className="list-table" verticalSpacing={6}>
      <Table.Thead>
        <Table.Tr>
          <Table.Th scope="col">What for</Table.Th>
          <Table.Th scope="col">Group</Table.Th>
          <Table.Th scope="col">Uses left</Table.Th>
          <Table.Th scope="col">Ends</Table.Th>
          <Table.Th scope="col">Made</Table.Th>
          <Table.Th scope="col">State</Table.Th>
          <Table.Th scope="col">
            <span className="hidden-words">Action</span>
          </Table.Th>
        </Table.Tr>
      </Table.Thead>
      <Table.Tbody>
        {codes.map(code => (
          <Table.Tr key={code.id} data-faded={code.state !== 'live'}>
            <Table.Th scope="row" className="row-heading">
              {noteOf(code)}
            </Table.Th>
            <Table.Td data-label="Group">{code.group.name}</Table.Td>
            <Table.Td data-label="Uses left">
              {code.usesLeft} of {code.uses}
            </Table.Td>
            <Table.Td data-label="Ends">
              <Ago at={code.expiresAt} until={code.state === 'live'} />
            </Table.Td>
            <Table.Td data-label="Made">
              <Ago at={code.createdAt} /> by {code.createdBy}
            </Table.Td>
            <Table.Td data-label="State">
              <span className="tag">{stateWords[code.state]}</span>
            </Table.Td>
            <Table.Td className="cell-action">
              {code.state === 'live' ? (
                <Button
                  size="compact-sm"
                  variant="default"
                  onClick={() => onWithdraw(code)}
                  aria-label={`Withdraw the code ${noteOf(code)}`}
                >
                  Withdraw
                </Button>
              ) : null}
            </Table.Td>
          </Table.Tr>
        ))}
      </Table.Tbody>
    </Table>
  );
}
