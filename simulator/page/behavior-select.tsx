import { BEHAVIORS } from '../phones/phone.ts';
import type { PhoneView } from '../phones/view-phone.ts';

/** In words; a mode without any is called by its name. */
const WORDS: Readonly<Record<string, string>> = {
  manual: 'waits for you',
  answer: 'answers by itself',
  'press-pound': 'answers and presses #',
  switchboard: 'is behind a switchboard',
  voicemail: 'goes to voicemail',
  busy: 'is busy',
  'no-answer': 'is not answered',
  unreachable: 'is switched off',
  'reply-code': 'replies with the code',
  undelivered: 'loses texts',
};

const EXTENSION = '4012';
type Props = { phone: PhoneView; onChoice: (mode: string, extension?: string) => void };

/** What the phone does by itself; behind a switchboard, at which extension the person is. */
export function BehaviorSelect({ phone: { behavior, extension }, onChoice }: Props) {
  return (
    <div class="behavior">
      <label>
        This phone
        <select
          value={behavior}
          onChange={({ currentTarget: { value } }) => onChoice(value, value === 'switchboard' ? EXTENSION : undefined)}
        >
          {BEHAVIORS.map((mode) => (
            <option key={mode} value={mode}>
              {WORDS[mode] ?? mode}
            </option>
          ))}
        </select>
      </label>
      {extension && (
        <input
          aria-label="Extension"
          inputMode="numeric"
          value={extension}
          onChange={({ currentTarget }) => onChoice(behavior, currentTarget.value)}
        />
      )}
    </div>
  );
}
