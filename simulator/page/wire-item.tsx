import { Component, Fragment } from 'preact';
import type { WireEntry } from '../wire/wire-log.ts';
import { CopyButton } from './copy-button.tsx';
import { asCurl } from './curl.ts';
import { factsOf, gistOf, KIND, reasonOf } from './wire-words.ts';

type Props = { entry: WireEntry; accountSid: string };
type State = { open: boolean };

/** One request. It comes when it begins and again when it has ended; what is inside is made when it is opened. */
export class WireItem extends Component<Props, State> {
  override state = { open: false };

  override shouldComponentUpdate({ entry }: Props, { open }: State) {
    return entry !== this.props.entry || open !== this.state.open;
  }
  override render({ entry, accountSid }: Props, { open }: State) {
    const reason = reasonOf(entry);
    return (
      <li class={reason ? 'bad' : ''}>
        <details open={open} onToggle={(event) => this.setState({ open: event.currentTarget.open })}>
          <summary>
            <time>{new Date(entry.at).toLocaleTimeString([], { hour12: false })}</time>
            <span
              class="way"
              role="img"
              aria-label={entry.direction === 'in' ? 'from the application' : 'to the application'}
            >
              {entry.direction === 'in' ? '←' : '→'}
            </span>
            <span class="kind">{KIND[entry.kind]}</span>
            <span class="gist">{gistOf(entry)}</span>
            <span class="outcome">{entry.error === null ? (entry.status ?? '…') : 'failed'}</span>
            {reason && <span class="reason">{reason}</span>}
          </summary>
          {open && <Inside entry={entry} accountSid={accountSid} />}
        </details>
        {entry.alerts.map(({ level, code, text }, index) => (
          <p key={index} class={`debugger ${level}`}>
            <b>Debugger</b>{' '}
            {code && (
              <a href={`https://www.twilio.com/docs/api/errors/${code}`} target="_blank" rel="noopener noreferrer">
                {code}
              </a>
            )}{' '}
            {text}
          </p>
        ))}
      </li>
    );
  }
}

function Inside({ entry, accountSid }: Props) {
  return (
    <div class="inside">
      <p class="address">
        {entry.method} {entry.url}
      </p>
      <dl>
        {factsOf(entry).map(([name, value]) => (
          <Fragment key={name}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </Fragment>
        ))}
      </dl>
      {entry.answer && (
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
        <pre tabIndex={0}>{entry.answer}</pre>
      )}
      <CopyButton text={asCurl(entry, location.origin, accountSid)} label="Copy as curl" />
    </div>
  );
}
