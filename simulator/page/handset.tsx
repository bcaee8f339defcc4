import { Component, createRef } from 'preact';
import type { PhoneView } from '../phones/view-phone.ts';
import { type Acted, answer, behave, press } from './act-on-call.ts';
import { BehaviorSelect } from './behavior-select.tsx';
import { CallPanel } from './call-panel.tsx';
import { showNumber } from './phone-number.ts';
import { Thread } from './thread.tsx';

type Props = { phone: PhoneView; silenced: boolean; onSilence: (sid: string) => void };
type State = { trouble: string | null };

/** One phone: its call, its texts and what it does by itself. Focused, it takes 0-9 * # and Enter from the keyboard. */
export class Handset extends Component<Props, State> {
  readonly root = createRef<HTMLElement>();
  override state: State = { trouble: null };

  /** Phones are replaced when they change, so of many only those are drawn again that something happened to. */
  override shouldComponentUpdate({ phone, silenced }: Props, { trouble }: State) {
    return phone !== this.props.phone || silenced !== this.props.silenced || trouble !== this.state.trouble;
  }

  tell = (trouble: string | null) => this.setState({ trouble });

  /** The button that was pressed goes away with what it did; its phone keeps the focus, and so the keyboard. */
  act = (acted: Acted) => {
    this.root.current?.focus({ preventScroll: true });
    void acted.then(this.tell);
  };

  press = (key: string) => void press(this.props.phone, key).then(this.tell);

  onKeyDown = (event: KeyboardEvent) => {
    const { key, target, currentTarget } = event;
    const { phone } = this.props;
    if (event.ctrlKey || event.metaKey || event.altKey || /^(INPUT|SELECT)$/.test((target as Element).tagName)) return;
    // Enter on a button is the button's.
    if (phone.call?.status === 'ringing' && key === 'Enter' && target === currentTarget) this.act(answer(phone));
    else if (phone.call?.status === 'in-progress' && /^[0-9*#]$/.test(key)) this.press(key);
    else return;
    event.preventDefault();
  };

  override render({ phone, silenced, onSilence }: Props) {
    const { number, call, messages } = phone;
    return (
      <article
        class="handset"
        data-call={call?.status}
        data-silenced={silenced}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: focused, it takes keys
        tabIndex={0}
        aria-label={`Phone ${showNumber(number)}`}
        ref={this.root}
        onKeyDown={this.onKeyDown}
      >
        <header>
          <h2>{showNumber(number)}</h2>
          <BehaviorSelect
            phone={phone}
            onChoice={(mode, extension) => void behave(number, mode, extension).then(this.tell)}
          />
        </header>
        {this.state.trouble !== null && (
          <p class="trouble" role="alert">
            {this.state.trouble}
          </p>
        )}
        {call && (
          <CallPanel
            phone={phone}
            call={call}
            silenced={silenced}
            onAct={this.act}
            onKey={this.press}
            onSilence={() => onSilence(call.sid)}
          />
        )}
        {!call && messages.length === 0 && <p class="idle">Nothing yet. Calls ring here and texts appear here.</p>}
        <Thread phone={phone} onTrouble={this.tell} />
      </article>
    );
  }
}
