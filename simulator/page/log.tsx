import { Component, type ComponentChildren, createRef } from 'preact';

type Props = {
  class: string;
  label: string;
  /** Another value means that something was added at the end, which then is scrolled to. */
  end: unknown;
  children: ComponentChildren;
};

/** Lines that are added at the end and read out as they come. */
export class Log extends Component<Props> {
  readonly list = createRef<HTMLDivElement>();

  override componentDidMount() {
    this.list.current?.scrollTo(0, this.list.current.scrollHeight);
  }
  override componentDidUpdate({ end }: Props) {
    if (end !== this.props.end) this.componentDidMount();
  }
  override render({ class: look, label, children }: Props) {
    return (
      // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
      <div class={look} role="log" aria-label={label} tabIndex={0} ref={this.list}>
        {children}
      </div>
    );
  }
}
