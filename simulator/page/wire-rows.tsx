import type { DebuggerLine, WireRow } from './state.ts';
import { WireItem } from './wire-item.tsx';

/** Every request, newest first, with what Twilio's debugger would say about the documents between them. */
export function WireRows({ rows, accountSid }: { rows: readonly WireRow[]; accountSid: string }) {
  return rows.map((row) =>
    row.kind === 'debugger' ? (
      <DebuggerItem key={row.id} line={row} />
    ) : (
      <WireItem key={row.id} entry={row} accountSid={accountSid} />
    ),
  );
}

function DebuggerItem({ line: { code, words } }: { line: DebuggerLine }) {
  return (
    <li class="debugger">
      <b>Debugger</b>{' '}
      {code && (
        <a href={`https://www.twilio.com/docs/api/errors/${code}`} target="_blank" rel="noopener noreferrer">
          {code}
        </a>
      )}{' '}
      {words}
    </li>
  );
}
