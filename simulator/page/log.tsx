import type { ComponentChildren } from 'preact';

type Props = { class: string; label: string; children: ComponentChildren };

/** Lines that are added at the end and read out as they come; the style sheet keeps the end in sight. */
export function Log({ class: look, label, children }: Props) {
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls must be reachable by keyboard
    <div class={`log ${look}`} role="log" aria-label={label} tabIndex={0}>
      <div>{children}</div>
    </div>
  );
}
