import type { TargetedEvent } from 'preact';
import type { PhoneView, TextView } from '../phones/view-phone.ts';
import { ask, phonePath } from './ask.ts';
import { codeIn } from './code-in.ts';
import { CopyButton } from './copy-button.tsx';
import { Log } from './log.tsx';
import { showNumber } from './phone-number.ts';

const SHOWN_MAX = 50;
type Props = { phone: PhoneView; onTrouble: (trouble: string | null) => void };

/** The texts of a phone, with a reply box. */
export function Thread({ phone, onTrouble }: Props) {
  const { messages, number, call } = phone;
  const partner = messages.findLast(({ to }) => to === number)?.from ?? call?.from;
  return (
    <>
      {messages.length > 0 && (
        <Log class="texts" label="Texts">
          {messages.slice(-SHOWN_MAX).map((text) => (
            <Bubble key={text.sid} text={text} mine={text.from === number} />
          ))}
        </Log>
      )}
      <form class="reply" onSubmit={(event) => void send(event, number).then(onTrouble)}>
        <label>
          To{' '}
          <input
            key={partner}
            name="to"
            type="tel"
            required
            autocomplete="off"
            placeholder="any number"
            defaultValue={partner && showNumber(partner)}
          />
        </label>
        <input name="body" aria-label="Text" placeholder="Text message" required maxLength={1600} autocomplete="off" />
        <button type="submit">Send</button>
      </form>
    </>
  );
}

async function send(event: TargetedEvent<HTMLFormElement>, number: string): Promise<string | null> {
  event.preventDefault();
  const { to, body } = event.currentTarget.elements as unknown as Record<'to' | 'body', HTMLInputElement>;
  const text = { to: to.value.replace(/[^\d+]/g, ''), body: body.value };
  const trouble = await ask('POST', `${phonePath(number)}/texts`, text);
  // What could not be sent stays, to be sent again.
  if (trouble === null && body.value === text.body) body.value = '';
  return trouble;
}

function Bubble({ text: { body, from, to, at }, mine }: { text: TextView; mine: boolean }) {
  const code = mine ? null : codeIn(body);
  const time = new Date(at).toLocaleTimeString([], { hour: '2-digit', minute: '2-digit' });
  return (
    <div class={mine ? 'text mine' : 'text'}>
      <p>{body}</p>
      {code && <CopyButton text={code} label={`Copy ${code}`} />}
      <p class="small">
        {mine ? `to ${showNumber(to)}` : `from ${showNumber(from)}`} · {time}
      </p>
    </div>
  );
}
