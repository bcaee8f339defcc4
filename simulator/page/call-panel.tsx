import type { CallView, PhoneView } from '../phones/view-phone.ts';
import { type Acted, answer, decline, hangUp, sendToVoicemail } from './act-on-call.ts';
import { Keypad } from './keypad.tsx';
import { Log } from './log.tsx';
import { showNumber } from './phone-number.ts';

const STATUS: Readonly<Record<CallView['status'], string>> = {
  queued: 'About to ring',
  initiated: 'About to ring',
  ringing: 'Ringing',
  'in-progress': 'On the call',
  completed: 'Call ended',
  busy: 'Declined or busy',
  'no-answer': 'Not answered',
  failed: 'Could not be reached',
  canceled: 'Caller hung up before an answer',
};

type Props = {
  phone: PhoneView;
  call: CallView;
  silenced: boolean;
  onAct: (acted: Acted) => void;
  onKey: (key: string) => void;
  onSilence: () => void;
};

/** The call on a phone: ringing, talking with captions and keypad, or what was said last. */
export function CallPanel({ phone, call, silenced, onAct, onKey, onSilence }: Props) {
  const { sid, status, captions } = call;
  return (
    <div class="call" key={sid}>
      <p class="call-from">from {showNumber(call.from)}</p>
      <p class="call-status" role="status">
        {call.waitingForKeys ? 'Listening for keys' : STATUS[status]}
      </p>
      {captions.length > 0 && (
        <Log class="captions" label="What the call says">
          {captions.map(({ kind, text, language }, index) => (
            // Each line in its own language, so that a screen reader reads it as such. Lines are only added at the end.
            <p key={index} class={`caption ${kind}`} {...(language && { lang: language })}>
              {kind === 'keys' ? `Pressed ${text}` : text}
            </p>
          ))}
        </Log>
      )}
      {status === 'ringing' && (
        <div class="choice">
          <Act look="round decline" words="Decline" onClick={() => onAct(decline(phone))} />
          <Act look="round answer" words="Answer" onClick={() => onAct(answer(phone))} />
          {!silenced && <Act look="ghost" words="Let it ring" onClick={onSilence} />}
          <Act look="ghost" words="Voicemail" onClick={() => onAct(sendToVoicemail(phone))} />
        </div>
      )}
      {status === 'in-progress' && (
        <>
          <Keypad onKey={onKey} />
          <Act look="round decline" words="Hang up" onClick={() => onAct(hangUp(phone))} />
        </>
      )}
    </div>
  );
}

function Act({ look, words, onClick }: { look: string; words: string; onClick: () => void }) {
  return (
    <button type="button" class={look} onClick={onClick}>
      {words}
    </button>
  );
}
